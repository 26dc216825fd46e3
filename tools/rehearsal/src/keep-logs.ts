import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Keeps the logs of the last rehearsal's apps, whose own directory goes away with the servers. Of
 * two rehearsals that end at once, `to` has those of the one or of the other, not of both.
 */
export async function keepLogs(from: string, to: string): Promise<void> {
  const copy = `${to}-${randomUUID()}`;
  try {
    await mkdir(copy, { recursive: true });
    for (const name of await readdir(from)) {
      if (name.endsWith('.log')) await copyFile(join(from, name), join(copy, name));
    }
    while (!(await movedTo(to, copy))) await removeWhole(to);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** Whether nothing was in the way. */
async function movedTo(to: string, directory: string): Promise<boolean> {
  try {
    await rename(directory, to);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false;
    throw error;
  }
}

/** Nobody sees a part of it; it may be gone already. */
async function removeWhole(directory: string): Promise<void> {
  const aside = `${directory}-${randomUUID()}`;
  await rename(directory, aside).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rm(aside, { recursive: true, force: true });
}
