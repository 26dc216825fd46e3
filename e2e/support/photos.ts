import { createHash, randomBytes } from 'node:crypto';
import sharp from 'sharp';

export const photoFormats = ['jpeg', 'png', 'webp', 'gif', 'avif', 'heic'] as const;
export type PhotoFormat = (typeof photoFormats)[number];

/** A photo as a user has it on disk, with what the app must find out about it. */
export interface Photo {
  fileName: string;
  contentType: string;
  bytes: Uint8Array<ArrayBuffer>;
  /** Lower-case hex. */
  sha256: string;
}

/** A small photo in the given format. No two are alike, so that a mix-up shows in the bytes. */
export async function makePhoto(format: PhotoFormat = 'jpeg'): Promise<Photo> {
  const bytes = format === 'heic' ? heicBytes() : await noise().toFormat(format).toBuffer();
  return asPhoto(`photo.${format}`, `image/${format}`, bytes);
}

/** A JPEG of exactly `byteSize` bytes (at least 2 KiB): decoders ignore what follows its end marker. */
export async function makePhotoOfSize(byteSize: number): Promise<Photo> {
  const start = await noise().jpeg().toBuffer();
  const bytes = Buffer.concat([start, randomBytes(byteSize - start.length)]);
  return asPhoto('large.jpeg', 'image/jpeg', bytes);
}

/** The photo under another name. */
export function named(fileName: string, photo: Photo): Photo {
  return { ...photo, fileName };
}

/** Any bytes as a file that claims to be a photo. */
export function asPhoto(
  fileName: string,
  contentType: string,
  content: Uint8Array | string,
): Photo {
  const bytes = new Uint8Array(Buffer.from(content as Uint8Array));
  return { fileName, contentType, bytes, sha256: sha256(bytes) };
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function noise() {
  const [width, height] = [16, 12];
  return sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } });
}

/**
 * Sharp cannot write HEIC (patents), and the app only looks at the first bytes: a file type box
 * (ISO/IEC 14496-12, 4.3) of brand `heic`, then a media data box.
 */
function heicBytes(): Buffer {
  return Buffer.concat([
    box('ftyp', Buffer.from('heic\0\0\0\0mif1heic', 'latin1')),
    box('mdat', randomBytes(512)),
  ]);
}

function box(type: string, content: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + content.length);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, content]);
}
