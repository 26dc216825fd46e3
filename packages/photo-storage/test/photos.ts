import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';

export const mebibyte = 1024 * 1024;

const picture = () =>
  sharp({ create: { width: 40, height: 30, channels: 3, background: { r: 200, g: 80, b: 10 } } });

/** Real photos, as an encoder makes them, by content type. */
export async function encodedPhotos(): Promise<Record<string, Buffer>> {
  return {
    'image/jpeg': await picture().jpeg().toBuffer(),
    'image/png': await picture().png().toBuffer(),
    'image/webp': await picture().webp().toBuffer(),
    'image/gif': await picture().gif().toBuffer(),
    'image/avif': await picture().avif().toBuffer(),
  };
}

/** The first box of an ISO base media file, which says what the file is (ISO/IEC 14496-12, 4.3). */
export function ftyp(majorBrand: string, ...compatibleBrands: string[]): Buffer {
  const brands = Buffer.from([majorBrand, '\0\0\0\0', ...compatibleBrands].join(''), 'latin1');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(8 + brands.length);
  return Buffer.concat([length, Buffer.from('ftyp'), brands, Buffer.alloc(64)]);
}

/** A PNG with one more chunk right after its header. */
export async function pngWith(type: string, data: Buffer): Promise<Buffer> {
  const png = await picture().png().toBuffer();
  const endOfHeader = 8 + 25;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(type), data]);
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(body));
  return Buffer.concat([
    png.subarray(0, endOfHeader),
    length,
    body,
    crc,
    png.subarray(endOfHeader),
  ]);
}

/** A photo of so many bytes: decoders ignore what comes after the picture. */
export async function photoOfSize(bytes: number): Promise<Buffer> {
  const jpeg = await picture().jpeg().toBuffer();
  const filling = Buffer.alloc(bytes - jpeg.length);
  for (let i = 0; i < filling.length; i += 4093) filling[i] = i % 251;
  return Buffer.concat([jpeg, filling]);
}

/** The bytes in chunks as they come from a socket. */
export function streamOf(bytes: Buffer): Readable {
  return Readable.from(chunksOf(bytes), { objectMode: false });
}

function* chunksOf(bytes: Buffer) {
  for (let i = 0; i < bytes.length; i += 65_000) yield bytes.subarray(i, i + 65_000);
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
