import type { S3Access } from './object-store.ts';
import type { Secrets } from './secrets.ts';

export interface AppEnvironmentOptions {
  databaseUrl: string | undefined;
  s3: S3Access & { bucket: string };
  secrets: Secrets;
  /** The internal address of each app, by name. */
  internalUrls: Readonly<Record<string, string>>;
}

/**
 * What an app is told, but for its port. All of them are told everything; each reads what it needs.
 * The address of `media-service` is `MEDIA_SERVICE_URL`, and so on.
 */
export function appEnvironment(options: AppEnvironmentOptions): Record<string, string> {
  const { databaseUrl, s3, secrets, internalUrls } = options;
  const urls = Object.entries(internalUrls).map(([app, url]) => [
    `${app.toUpperCase().replaceAll('-', '_')}_URL`,
    url,
  ]);
  return {
    HOST: '127.0.0.1',
    DRAIN_DELAY_MS: '500',
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    S3_ENDPOINT: s3.endpoint,
    S3_REGION: s3.region,
    S3_BUCKET: s3.bucket,
    S3_ACCESS_KEY_ID: s3.accessKeyId,
    S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
    S3_FORCE_PATH_STYLE: 'true',
    SIGNING_KEY: secrets.signingKey,
    SIGNING_PUBLIC_KEY: secrets.signingPublicKey,
    SERVICE_TOKEN: secrets.serviceToken,
    ...Object.fromEntries(urls),
  };
}
