import { createPublicKey, type KeyObject } from 'node:crypto';
import {
  bucketVariables,
  databaseVariables,
  integer,
  readConfig,
  serveVariables,
  serviceUrl,
  serviceVariables,
} from '@photos/service-kit';
import { z } from 'zod';

const SigningPublicKey = z
  .string()
  .transform((value, context): KeyObject => {
    try {
      const der = Buffer.from(value, 'base64');
      const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
      if (key.asymmetricKeyType === 'ed25519') return key;
    } catch {
      // Said below.
    }
    context.addIssue('must be an Ed25519 public key, SPKI in base64');
    return z.NEVER;
  })
  .describe('Ed25519 public key of the monolith, SPKI in base64');

const server = z.object({
  ...serveVariables,
  ...databaseVariables,
  ...bucketVariables,
  ...serviceVariables,
  SIGNING_PUBLIC_KEY: SigningPublicKey,
  MONOLITH_URL: serviceUrl.describe('where the monolith answers'),
  UPLOAD_GRACE_SECONDS: integer(1, 7 * 24 * 60 * 60).default(3_600),
});

export type ServerConfig = z.infer<typeof server>;

export const readDatabaseConfig = () => readConfig(z.object(databaseVariables));
export const readServerConfig = () => readConfig(server);
