import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Keeps the logs of the last rehearsal's apps, whose own directory goes away with the servers. */
export async function keepLogs(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    if (name.endsWith('.log')) await copyFile(join(from, name), join(to, name));
  }
}
