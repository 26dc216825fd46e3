import { z } from 'zod';

/**
 * A variable that is a whole number, in decimal digits and nothing else.
 *
 * @param min the least it may be
 * @param max the most it may be
 */
export const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^[0-9]+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(min).max(max));

/** What every app that listens is told. */
export const serveVariables = {
  HOST: z.string().default('0.0.0.0'),
  PORT: integer(1, 65_535).describe('port to listen on'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DRAIN_DELAY_MS: integer(0, 600_000).default(2_000),
};

/** Where an app finds its PostgreSQL database. */
export const databaseVariables = {
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .describe('postgresql://user:password@host:port/database'),
};

/** Where an app finds its bucket, and what it shows there. */
export const bucketVariables = {
  S3_ENDPOINT: z.url({ protocol: /^https?$/ }).describe('URL of the object store'),
  S3_REGION: z.string().describe('region of the bucket'),
  S3_BUCKET: z.string().describe('name of the bucket'),
  S3_ACCESS_KEY_ID: z.string().describe('access key for the bucket'),
  S3_SECRET_ACCESS_KEY: z.string().describe('secret of the access key'),
  S3_FORCE_PATH_STYLE: z.stringbool().default(false),
};

/** Where another service answers: without a path, which the absolute paths of its routes would replace. */
export const serviceUrl = z
  .url({ protocol: /^https?$/ })
  .regex(/^[^:]+:\/\/[^/?#]+\/?$/, 'must not have a path');

/** What services show each other. */
export const serviceVariables = {
  SERVICE_TOKEN: z
    .string()
    .min(32, 'must have at least 32 characters')
    .describe('the secret that services show each other, at least 32 characters'),
};
