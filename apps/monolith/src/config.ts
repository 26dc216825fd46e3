import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { PhotoStorageOptions } from '@photos/photo-storage';
import {
  bucketVariables,
  databaseVariables,
  readConfig,
  serveVariables,
  serviceUrl,
  serviceVariables,
} from '@photos/service-kit';
import { z } from 'zod';

const SigningKey = z
  .string()
  .transform((value, context): KeyObject => {
    try {
      const key = createPrivateKey({
        key: Buffer.from(value, 'base64'),
        format: 'der',
        type: 'pkcs8',
      });
      if (key.asymmetricKeyType === 'ed25519') return key;
    } catch {
      // Said below.
    }
    context.addIssue('must be an Ed25519 private key, PKCS#8 in base64');
    return z.NEVER;
  })
  .describe('Ed25519 private key, PKCS#8 in base64');

const Serve = z.object({
  ...serveVariables,
  ...databaseVariables,
  ...bucketVariables,
  ...serviceVariables,
  SIGNING_KEY: SigningKey,
  MEDIA_SERVICE_URL: serviceUrl.describe('where the media service answers'),
});

/** What `serve` needs. */
export type Config = z.infer<typeof Serve>;

export const readServeConfig = (): Config => readConfig(Serve);

/** What commands need that only touch the database. */
export const readDatabaseConfig = () => readConfig(z.object(databaseVariables));

/** What catching up with the media service needs. */
export const readCatchUpConfig = () =>
  readConfig(Serve.pick({ DATABASE_URL: true, MEDIA_SERVICE_URL: true, SERVICE_TOKEN: true }));

/** The bucket that a configuration names. */
export function storageOptions(config: Config): PhotoStorageOptions {
  return {
    endpoint: config.S3_ENDPOINT,
    region: config.S3_REGION,
    bucket: config.S3_BUCKET,
    accessKeyId: config.S3_ACCESS_KEY_ID,
    secretAccessKey: config.S3_SECRET_ACCESS_KEY,
    forcePathStyle: config.S3_FORCE_PATH_STYLE,
  };
}
