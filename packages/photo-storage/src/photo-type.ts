import { fileTypeFromBuffer } from 'file-type';
import { UnsupportedPhotoTypeError } from './errors.ts';

/** How many of a file's first bytes it takes to tell its type (the `file-type` package's sample size). */
export const sampleBytes = 4_100;

/** Animated PNGs are PNGs to everyone who gets them, and all of the HEIF family here is called HEIC. */
const accepted: Record<string, string> = {
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

/**
 * Recognises a photo by its first bytes.
 *
 * @param head the first {@link sampleBytes} of the file, or all of it if it is smaller
 * @returns its content type
 * @throws UnsupportedPhotoTypeError
 */
export async function photoType(head: Buffer): Promise<string> {
  const type = await fileTypeFromBuffer(head);
  if (type?.mime === 'image/heif' && isAvif(head)) return 'image/avif';
  const contentType = type && accepted[type.mime];
  if (contentType === undefined) throw new UnsupportedPhotoTypeError();
  return contentType;
}

/** The general HEIF brand says nothing of the codec; the brands that follow it do (ISO/IEC 14496-12, 4.3; AV1-AVIF, 8). */
function isAvif(head: Buffer): boolean {
  const compatibleBrands = head.toString('latin1', 16, head.readUInt32BE());
  return compatibleBrands.match(/.{4}/gs)?.includes('avif') ?? false;
}
