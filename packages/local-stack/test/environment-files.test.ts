import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { writeEnvironmentFiles } from '../src/cli/environment-files.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'environment-'));
});

afterEach(() => rm(directory, { recursive: true }));

/** Writes the file of an app that is told this value. */
function write(SECRET: string): Promise<void> {
  const apps = { app: { name: 'app', instances: [] } };
  return writeEnvironmentFiles({ directory, apps, env: () => ({ SECRET, NEXT: 'next' }) });
}

/** What `node --env-file` makes of that file. */
async function read(): Promise<unknown> {
  const args = [`--env-file=${join(directory, 'app.env')}`, '-p', 'JSON.stringify(process.env)'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: {} });
  return JSON.parse(stdout);
}

it.each(['', 'plain', ' a # b ', `it's`, '"`', `'"`, "'`", '$HOME \\ \\n', `two\nlines`])(
  'a value of %j comes back as it was',
  async (value) => {
    await write(value);
    expect(await read()).toMatchObject({ SECRET: value, NEXT: 'next' });
  },
);

it.each([`'"\``, `\\n'\``])(
  'a value of %j, which the file can not hold, is refused',
  async (value) => {
    await expect(write(value)).rejects.toThrow(/^SECRET /);
  },
);
