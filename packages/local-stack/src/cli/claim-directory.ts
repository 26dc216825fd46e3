import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning } from '../is-running.ts';

/**
 * Makes sure that nobody else uses the directory while this process runs.
 * @returns gives it back
 * @throws {Error} in words for the terminal, when a process that runs has claimed it
 */
export async function claimDirectory(directory: string): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true });
  const file = join(directory, 'dev.pid');
  const owner = Number(await readFile(file, 'utf8').catch(() => undefined));
  // Our own id there is of a process before us: ids repeat, in containers almost always.
  if (owner && owner !== process.pid && isRunning(owner)) {
    throw new Error(
      `${directory} is in use by process ${owner}. Stop that, or use another one: --directory`,
    );
  }
  await writeFile(file, String(process.pid));
  return () => rm(file, { force: true });
}
