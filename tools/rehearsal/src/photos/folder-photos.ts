import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileTypeFromFile } from 'file-type';
import { mebibytes, sizeText } from '../text.ts';
import type { Photo, PhotoSource } from './photo.ts';

const MAX_BYTES = mebibytes(20);
const TYPES: Record<string, string> = {
  'image/jpeg': 'image/jpeg',
  'image/png': 'image/png',
  'image/apng': 'image/png',
  'image/webp': 'image/webp',
  'image/gif': 'image/gif',
  'image/avif': 'image/avif',
  'image/heic': 'image/heic',
  'image/heif': 'image/heic',
  'image/heic-sequence': 'image/heic',
  'image/heif-sequence': 'image/heic',
};

/** The folder given with --photos cannot be used. */
export class PhotoFolderError extends Error {
  override readonly name = 'PhotoFolderError';
}

/**
 * The user's own photos, sent as they are. Hidden files and folders are passed over.
 *
 * @throws PhotoFolderError when there is no such folder, when a file in it is no photo that the app
 *   takes (it names each), or when there is none
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
    const list = problems.slice(0, 10).join('\n');
    throw new PhotoFolderError(`--photos ${folder} holds files the app doesn't take:\n${list}`);
  }
  if (photos.length === 0) throw new PhotoFolderError(`--photos ${folder} holds no photos`);
  const total = photos.reduce((sum, { byteSize }) => sum + byteSize, 0);
  return {
    description: `${photos.length} photos of ${folder}, ${sizeText(total)} together`,
    pick: (serial) => photos[serial % photos.length] as Photo,
  };
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: Error) => {
    throw new PhotoFolderError(`--photos ${folder} cannot be read: ${error.message}`);
  });
  return entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => join(folder, entry.name))
    .sort();
}

/** The photo, or what is wrong with the file. */
async function readPhoto(path: string): Promise<Photo | string> {
  try {
    const { size: byteSize } = await stat(path);
    if (byteSize > MAX_BYTES) return `larger than ${sizeText(MAX_BYTES)}`;
    const contentType = TYPES[(await fileTypeFromFile(path))?.mime ?? ''];
    if (contentType === undefined) return 'not a JPEG, PNG, WebP, GIF, AVIF or HEIC photo';
    const bytes = async () => new Uint8Array(await readFile(path));
    return { fileName: basename(path), contentType, byteSize, bytes };
  } catch (error) {
    return `cannot be read: ${(error as Error).message}`;
  }
}
