import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { integer, readConfig, serveVariables } from '../src/index.ts';

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
DRAIN_DELAY_MS is wrong: must be a whole number
SECRET is wrong: at least 8 characters`,
    );
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
