import { randomUUID } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const readBytes = 256 * 1024;

/**
 * Puts all chunks aside in a temporary file, then has them used from there. The file loses its name at once, so the disk
 * gets its space back however the process ends.
 *
 * @throws what reading the chunks, the disk or their use throws
 */
export async function spool(
  chunks: AsyncIterable<Buffer>,
  use: (chunks: AsyncIterable<Buffer>) => Promise<void>,
): Promise<void> {
  const path = join(tmpdir(), `photo-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  try {
    await unlink(path);
    await file.writeFile(chunks);
    await use(file.createReadStream({ start: 0, autoClose: false, highWaterMark: readBytes }));
  } finally {
    await file.close();
  }
}
