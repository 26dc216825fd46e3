import { open, readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MAX_PHOTO_BYTES } from '@photos/attachment-contract';
import { photoType, sampleBytes, UnsupportedPhotoTypeError } from '@photos/photo-storage';
import { countedText, countText, sizeText } from '../text.ts';
import type { Photo, PhotoSource } from './photo.ts';

const MAX_LISTED = 10;

/** The folder given with --photos cannot be used. */
export class PhotoFolderError extends Error {
  override readonly name = 'PhotoFolderError';
}

/**
 * The user's own photos, sent as they are. Hidden files and folders, also linked
 * ones, are passed over.
 *
 * @throws PhotoFolderError when there is no such folder, when a file in it is no photo that the app
 *   takes (it names the first ten), or when there is none
 */
export async function photosOf(folder: string): Promise<PhotoSource> {
  const photos: Photo[] = [];
  const problems: string[] = [];
  for (const path of await filesOf(folder)) {
    const photo = await readPhoto(path);
    if (typeof photo === 'string') problems.push(`  ${basename(path)}: ${photo}`);
    else photos.push(photo);
  }
  if (problems.length > 0) {
    const list = problems.slice(0, MAX_LISTED);
    const more = problems.length - list.length;
    if (more > 0) list.push(`  and ${countText(more)} more`);
    const what = `--photos ${folder} holds files the app doesn't take`;
    throw new PhotoFolderError(`${what}:\n${list.join('\n')}`);
  }
  if (photos.length === 0) throw new PhotoFolderError(`--photos ${folder} holds no photos`);
  const total = photos.reduce((sum, { byteSize }) => sum + byteSize, 0);
  return {
    description: `${countedText(photos.length, 'photo')} of ${folder}, ${sizeText(total)} together`,
    pick: (serial) => photos[serial % photos.length] as Photo,
  };
}

async function filesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: Error) => {
    throw new PhotoFolderError(`--photos ${folder} cannot be read: ${error.message}`);
  });
  const paths: string[] = [];
  for (const name of names.sort()) {
    const path = join(folder, name);
    if (!name.startsWith('.') && !(await isFolder(path))) paths.push(path);
  }
  return paths;
}

/** Also a link to one. What cannot be told is none: reading it will say why. */
async function isFolder(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isDirectory() ?? false;
}

/** The photo, or what is wrong with the file. */
async function readPhoto(path: string): Promise<Photo | string> {
  try {
    const stats = await stat(path);
    // Opening a named pipe would wait for ever.
    if (!stats.isFile()) return 'not a file';
    const { size: byteSize } = stats;
    if (byteSize > MAX_PHOTO_BYTES) return `larger than ${sizeText(MAX_PHOTO_BYTES)}`;
    const contentType = await photoType(await headOf(path));
    const bytes = async () => new Uint8Array(await readFile(path));
    return { fileName: basename(path), contentType, byteSize, bytes };
  } catch (error) {
    if (error instanceof UnsupportedPhotoTypeError) {
      return 'not a JPEG, PNG, WebP, GIF, AVIF or HEIC photo';
    }
    return `cannot be read: ${(error as Error).message}`;
  }
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(sampleBytes));
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
