import { beforeEach, describe, expect, it } from '@jest/globals';
import { command, type Options } from '../src/options.ts';

let given: Options | undefined;
let errors = '';

async function parse(...args: string[]): Promise<Options | undefined> {
  const parser = command(async (options) => {
    given = options;
  });
  parser.exitOverride().configureOutput({ writeErr: (text) => (errors += text) });
  await parser.parseAsync(args, { from: 'user' }).catch(() => undefined);
  return given;
}

beforeEach(() => {
  given = undefined;
  errors = '';
});

describe('options', () => {
  it('have defaults', async () => {
    const options = await parse();
    expect(options).toMatchObject({ users: 10, secondsPerPhase: 5 });
    expect(options?.seedAttachments).toBeGreaterThanOrEqual(1000);
  });

  it('are taken as given, paths from where the user is', async () => {
    const options = await parse(
      ...['--users', '12', '--seed-attachments', '0', '--seconds-per-phase', '5'],
      ...['--from', '1', '--to', '3', '--photos', 'mine', '--json', '/tmp/report.json'],
    );
    const from = process.env.INIT_CWD ?? process.cwd();
    expect(options).toEqual({
      ...{ users: 12, seedAttachments: 0, secondsPerPhase: 5, from: 1, to: 3 },
      ...{ photos: `${from}/mine`, json: '/tmp/report.json' },
    });
  });

  it.each([
    [['--users', 'many'], /--users.*whole number from 2 to 500/],
    [['--users', '1'], /--users.*whole number from 2 to 500/],
    [['--seconds-per-phase', '0'], /--seconds-per-phase.*whole number from 1/],
    [['--seed-attachments', '-1'], /--seed-attachments/],
    [['--from', '3', '--to', '2'], /--from 3 comes after --to 2/],
    [['--form', '3'], /unknown option '--form'[\s\S]*--from/],
    [['everything'], /too many arguments/],
  ])('%j are refused with a reason', async (args, reason) => {
    expect(await parse(...args)).toBeUndefined();
    expect(errors).toMatch(reason);
  });
});
