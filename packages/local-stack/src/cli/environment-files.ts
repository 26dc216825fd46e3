import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stack } from '../stack.ts';

/**
 * Writes what each app of a stack is told into a file `<app>.env` beside its logs, for `node --env-file`: so
 * its commands can be run by hand. Only the user may read it, as secrets are in it.
 * @throws {Error} in words for the terminal, when such a file can't hold a value
 */
export async function writeEnvironmentFiles(
  stack: Pick<Stack, 'apps' | 'directory' | 'env'>,
): Promise<void> {
  const apps = Object.keys(stack.apps);
  await Promise.all(
    apps.map((app) =>
      writeFile(join(stack.directory, `${app}.env`), lines(stack.env(app)), { mode: 0o600 }),
    ),
  );
}

function lines(env: Record<string, string>): string {
  return Object.entries(env)
    .map(([name, value]) => `${name}=${quoted(name, value)}\n`)
    .join('');
}

/** Quotes to choose from, and what can't stand between them. */
const QUOTES: [string, RegExp][] = [
  [`'`, /'/],
  ['`', /`/],
  // Node.js makes a line break of \n here, and only here.
  ['"', /"|\\n/],
];

/** There is no escape in such a file: a value is put between quotes that leave it as it is. */
function quoted(name: string, value: string): string {
  const [quote] = QUOTES.find(([, wrong]) => !wrong.test(value)) ?? [];
  if (quote !== undefined) return `${quote}${value}${quote}`;
  throw new Error(
    `${name} can't be written into a file for node --env-file: choose a value without ' or \`.`,
  );
}
