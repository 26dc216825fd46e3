import { createPrivateKey, type KeyObject } from 'node:crypto';
import {
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
  ...serviceVariables,
  SIGNING_KEY: SigningKey,
  MEDIA_SERVICE_URL: serviceUrl.describe('where the media service answers'),
});

/** What `serve` needs. */
export type Config = z.infer<typeof Serve>;

export const readServeConfig = (): Config => readConfig(Serve);

/** What commands need that only touch the database. */
export const readDatabaseConfig = () => readConfig(z.object(databaseVariables));

/** What the clean-up needs. */
export const readCleanupConfig = () =>
  readConfig(Serve.pick({ DATABASE_URL: true, MEDIA_SERVICE_URL: true, SERVICE_TOKEN: true }));
