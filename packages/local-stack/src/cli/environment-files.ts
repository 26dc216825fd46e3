import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stack } from '../stack.ts';

/**
 * Writes what each app of a stack is told into a file `<app>.env` beside its logs, for `node --env-file`: so
 * its commands can be run by hand. Only the user may read it, as secrets are in it.
 */
export async function writeEnvironmentFiles(stack: Stack): Promise<void> {
  const apps = Object.keys(stack.apps);
  await Promise.all(
    apps.map((app) =>
      writeFile(join(stack.directory, `${app}.env`), lines(stack.env(app)), { mode: 0o600 }),
    ),
  );
}

function lines(env: Record<string, string>): string {
  return Object.entries(env)
    .map(([name, value]) => `${name}=${quoted(value)}\n`)
    .join('');
}

/** There is no escape in such a file: a value is put between quotes that it hasn't itself. */
function quoted(value: string): string {
  const quote = [`'`, '`', '"'].find((one) => !value.includes(one)) ?? '';
  return `${quote}${value}${quote}`;
}
