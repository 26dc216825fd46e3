import { describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { integer, readConfig } from '../src/index.ts';
import { startFixture } from './fixture-process.ts';

jest.setTimeout(30_000);

describe('readConfig', () => {
  it('gives the parsed values, and nothing that was not asked for', () => {
    const shape = z.object({ PORT: integer(1, 100), HOST: z.string().default('0.0.0.0') });
    expect(readConfig(shape, { PORT: '80', HOST: '', OTHER: 'x' })).toEqual({
      PORT: 80,
      HOST: '0.0.0.0',
    });
  });

  it('names each missing or wrong variable on a line of its own and exits with 1', async () => {
    const app = startFixture({ PORT: '', DRAIN_DELAY_MS: 'soon', SECRET: 'tell' });
    expect(await app.exitCode).toBe(1);
    const lines = app.stderr().trim().split('\n').sort();
    expect(lines).toEqual([
      expect.stringMatching(/^DRAIN_DELAY_MS is wrong: /),
      'PORT is missing: port to listen on',
      'SECRET is wrong: at least 8 characters',
    ]);
    expect(app.stderr()).not.toContain('tell');
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
