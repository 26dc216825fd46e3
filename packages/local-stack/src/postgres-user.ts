import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** The user and group PostgreSQL runs as. */
export interface User {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root, so then it runs as `nobody`; else as whoever runs this. */
export async function postgresUser(): Promise<User | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const id = async (flag: string) =>
    Number((await promisify(execFile)('id', [flag, 'nobody'])).stdout);
  const [uid, gid] = await Promise.all([id('-u'), id('-g')]);
  return { uid, gid };
}

/**
 * Where this user can keep files that belong to `directory`: right there, unless it lies in one that
 * only root may enter, such as root's home.
 */
export async function homeFor(user: User | undefined, directory: string): Promise<string> {
  if (!user || (await canEnter(directory))) return directory;
  const name = createHash('sha256').update(directory).digest('hex').slice(0, 16);
  const elsewhere = join('/var/tmp', `photos-stack-${name}`);
  await mkdir(elsewhere, { recursive: true });
  await chmod(elsewhere, 0o711);
  return elsewhere;
}

async function canEnter(directory: string): Promise<boolean> {
  const { mode } = await stat(directory);
  const parent = dirname(directory);
  return (mode & 0o001) !== 0 && (parent === directory || (await canEnter(parent)));
}
