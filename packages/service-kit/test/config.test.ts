import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  bucketVariables,
  databaseVariables,
  integer,
  readConfig,
  serveVariables,
} from '../src/index.ts';

/** What `readConfig` says is wrong. */
function messageOf(shape: z.ZodObject, env: Record<string, string>): string {
  try {
    readConfig(shape, env);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was wrong');
}

describe('readConfig', () => {
  it('gives the parsed values, and nothing that was not asked for', () => {
    const shape = z.object({ PORT: integer(1, 100), HOST: z.string().default('0.0.0.0') });
    expect(readConfig(shape, { PORT: '80', HOST: '', OTHER: 'x' })).toEqual({
      PORT: 80,
      HOST: '0.0.0.0',
    });
  });

  it('names each missing or wrong variable on a line of its own, and never its value', () => {
    const shape = z.object({
      ...serveVariables,
      SECRET: z.string().min(8, 'at least 8 characters').describe('a secret'),
    });
    expect(messageOf(shape, { PORT: '', DRAIN_DELAY_MS: 'soon', SECRET: 'tell' })).toBe(
      `PORT is missing: port to listen on
DRAIN_DELAY_MS is wrong: must be a whole number from 0 to 600000
SECRET is wrong: at least 8 characters`,
    );
  });

  it.each([
    ['PORT', '65536', 'must be a whole number from 1 to 65535'],
    ['LOG_LEVEL', 'loud', 'must be one of fatal, error, warn, info, debug, trace, silent'],
    ['DATABASE_URL', 'db', 'must be a URL such as postgresql://user:password@host:5432/database'],
    [
      'DATABASE_URL',
      'http://db',
      'must be a URL such as postgresql://user:password@host:5432/database',
    ],
    ['S3_ENDPOINT', 'minio:9000', 'must be a URL such as http://host:9000'],
    ['S3_FORCE_PATH_STYLE', 'maybe', 'must be true or false'],
  ])('says what %s must be', (name, value, expected) => {
    const all = { ...serveVariables, ...databaseVariables, ...bucketVariables };
    const shape = z.object({ [name]: all[name as keyof typeof all] });
    expect(messageOf(shape, { [name]: value })).toBe(`${name} is wrong: ${expected}`);
  });
});

describe('a whole number', () => {
  it.each(['0', '7', '007', '600'])('may be %j', (value) => {
    expect(integer(0, 600).parse(value)).toBe(Number(value));
  });

  it.each(['', ' ', '7 ', '-1', '+7', '7.0', '1e2', '0x10', '601', 'seven'])(
    'must not be %j',
    (value) => {
      expect(integer(0, 600).safeParse(value).success).toBe(false);
    },
  );
});
