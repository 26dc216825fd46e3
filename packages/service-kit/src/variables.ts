import { z } from 'zod';

/**
 * A variable that is a whole number, in decimal digits and nothing else.
 *
 * @param min the least it may be
 * @param max the most it may be
 */
export const integer = (min: number, max: number) => {
  const expected = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^[0-9]+$/, expected)
    .transform(Number)
    .pipe(z.int(expected).min(min, expected).max(max, expected));
};

/** A variable that is one of some words. */
export const oneOf = <const T extends readonly string[]>(...words: T) =>
  z.enum(words, `must be one of ${words.join(', ')}`);

const postgresUrl = 'postgresql://user:password@host:5432/database';

/** What every app that listens is told. */
export const serveVariables = {
  HOST: z.string().default('0.0.0.0'),
  PORT: integer(1, 65_535).describe('port to listen on'),
  LOG_LEVEL: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent').default('info'),
  DRAIN_DELAY_MS: integer(0, 600_000).default(2_000),
};

/** Where an app finds its PostgreSQL database. */
export const databaseVariables = {
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: `must be a URL such as ${postgresUrl}` })
    .describe(postgresUrl),
};

/** Where an app finds its bucket, and what it shows there. */
export const bucketVariables = {
  S3_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as http://host:9000' })
    .describe('URL of the object store'),
  S3_REGION: z.string().describe('region of the bucket'),
  S3_BUCKET: z.string().describe('name of the bucket'),
  S3_ACCESS_KEY_ID: z.string().describe('access key for the bucket'),
  S3_SECRET_ACCESS_KEY: z.string().describe('secret of the access key'),
  S3_FORCE_PATH_STYLE: z.stringbool('must be true or false').default(false),
};

const serviceUrlExpected = 'must be a URL without a path, such as http://host:8080';

/** Where another service answers: without a path, which the absolute paths of its routes would replace. */
export const serviceUrl = z
  .url({ protocol: /^https?$/, error: serviceUrlExpected })
  .regex(/^[^:]+:\/\/[^/?#]+\/?$/, serviceUrlExpected);

/** What services show each other. */
export const serviceVariables = {
  SERVICE_TOKEN: z
    .string()
    .min(32, 'must have at least 32 characters')
    .describe('the secret that services show each other, at least 32 characters'),
};
