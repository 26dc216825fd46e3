import { createPublicKey, type KeyObject } from 'node:crypto';
import { readConfig } from '@photos/service-kit';
import { z } from 'zod';

const database = z.object({
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .describe("the service's own PostgreSQL database"),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

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

const server = database.extend({
  PORT: z.coerce.number().int().min(1).max(65_535).describe('the port to listen on'),
  HOST: z.string().default('0.0.0.0'),
  DRAIN_DELAY_MS: z.coerce.number().int().min(0).default(2_000),
  SERVICE_TOKEN: z
    .string()
    .min(32, 'must have at least 32 characters')
    .describe('the secret that services show each other, at least 32 characters'),
  SIGNING_PUBLIC_KEY: SigningPublicKey,
  MONOLITH_URL: z.url({ protocol: /^https?$/ }).describe('where the monolith answers'),
  UPLOAD_GRACE_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(7 * 24 * 60 * 60)
    .default(3_600),
  S3_ENDPOINT: z.url({ protocol: /^https?$/ }).describe('URL of the object store'),
  S3_REGION: z.string().describe('region of the bucket'),
  S3_BUCKET: z.string().describe('name of the bucket'),
  S3_ACCESS_KEY_ID: z.string().describe('access key for the bucket'),
  S3_SECRET_ACCESS_KEY: z.string().describe('secret of the access key'),
  S3_FORCE_PATH_STYLE: z.stringbool().default(false),
});

export type ServerConfig = z.infer<typeof server>;

export const readDatabaseConfig = () => readConfig(database);
export const readServerConfig = () => readConfig(server);
