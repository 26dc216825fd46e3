import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
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
    await use(contents(file));
  } finally {
    await file.close();
  }
}

/** What is in a file, from its beginning on. Each chunk is valid until the next one is asked for. */
async function* contents(file: FileHandle): AsyncGenerator<Buffer, void> {
  const buffer = Buffer.allocUnsafe(readBytes);
  for (let position = 0; ; ) {
    const { bytesRead } = await file.read(buffer, { position });
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    position += bytesRead;
  }
}
