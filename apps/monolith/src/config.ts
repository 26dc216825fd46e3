import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readConfig } from '@photos/service-kit';
import { z } from 'zod';

const DatabaseUrl = z
  .url({ protocol: /^postgres(ql)?$/ })
  .describe('postgresql://user:password@host:port/database');

const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^[0-9]+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(min).max(max));

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
  HOST: z.string().default('0.0.0.0'),
  PORT: whole(1, 65_535).describe('port to listen on'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DRAIN_DELAY_MS: whole(0, 600_000).default(2_000),
  DATABASE_URL: DatabaseUrl,
  SIGNING_KEY: SigningKey,
  MEDIA_SERVICE_URL: z.url({ protocol: /^https?$/ }).describe('where the media service answers'),
  SERVICE_TOKEN: z
    .string()
    .min(32, 'must have at least 32 characters')
    .describe('the secret that services show each other, at least 32 characters'),
});

/** What `serve` needs. */
export type Config = z.infer<typeof Serve>;

export const readServeConfig = (): Config => readConfig(Serve);

/** What commands need that only touch the database. */
export const readDatabaseConfig = () => readConfig(z.object({ DATABASE_URL: DatabaseUrl }));

/** What the clean-up needs. */
export const readCleanupConfig = () =>
  readConfig(Serve.pick({ DATABASE_URL: true, MEDIA_SERVICE_URL: true, SERVICE_TOKEN: true }));
