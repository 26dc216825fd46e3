import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { kibibytes, mebibytes, sizeText } from '../text.ts';
import type { Photo, PhotoSource } from './photo.ts';
import { stamp } from './stamp.ts';

type Format = 'jpeg' | 'png' | 'webp' | 'gif' | 'avif' | 'heic';

/**
 * What is generated. Most photos that people send are small, so the small ones come up more often;
 * the large ones are beyond S3's smallest part (5 MiB), so they take the multipart way.
 */
const KINDS: { format: Format; bytes: number; weight: number }[] = [
  { format: 'jpeg', bytes: kibibytes(5), weight: 24 },
  { format: 'webp', bytes: kibibytes(6), weight: 20 },
  { format: 'png', bytes: kibibytes(9), weight: 16 },
  { format: 'gif', bytes: kibibytes(12), weight: 14 },
  { format: 'heic', bytes: kibibytes(16), weight: 12 },
  { format: 'avif', bytes: kibibytes(20), weight: 12 },
  { format: 'jpeg', bytes: kibibytes(60), weight: 16 },
  { format: 'png', bytes: kibibytes(120), weight: 8 },
  { format: 'webp', bytes: kibibytes(200), weight: 5 },
  { format: 'jpeg', bytes: kibibytes(500), weight: 3 },
  { format: 'gif', bytes: mebibytes(1), weight: 1 },
  { format: 'jpeg', bytes: mebibytes(2), weight: 1 },
  { format: 'jpeg', bytes: mebibytes(6), weight: 1 },
];

/** Where brands are in a file type box (ISO/IEC 14496-12, 4.3), which comes first in the file. */
const MAJOR_BRAND = 8;
const COMPATIBLE_BRANDS = 16;

interface Drawn {
  format: Format;
  image: Uint8Array;
  weight: number;
}

/** Draws the photos that the users post: real image files of every format the app takes. */
export async function generatePhotos(): Promise<PhotoSource> {
  const drawn: Drawn[] = [];
  for (const { format, bytes, weight } of KINDS) {
    drawn.push({ format, weight, image: await draw(format, bytes) });
  }
  const byWeight = drawn.flatMap((one) => new Array<Drawn>(one.weight).fill(one));
  const run = randomBytes(6).toString('hex');
  const sizes = drawn.map(({ image }) => image.length);
  return {
    description: `${drawn.length} kinds of generated photos, ${sizeText(Math.min(...sizes))} to ${sizeText(Math.max(...sizes))}`,
    pick: (serial) =>
      asPhoto(byWeight[Math.floor(spread(serial) * byWeight.length)] as Drawn, run, serial),
  };
}

function asPhoto({ format, image }: Drawn, run: string, serial: number): Photo {
  const contentType = `image/${format}`;
  const stamped = () => stamp(image, contentType, `photo ${serial} of ${run}`);
  return {
    fileName: `photo-${serial}.${format}`,
    contentType,
    byteSize: stamped().length,
    bytes: async () => stamped(),
  };
}

/**
 * From 0 up to 1, evenly: every stretch of serials gets its share of each kind (the golden ratio's
 * low-discrepancy sequence).
 */
function spread(serial: number): number {
  return (serial * 0.618_033_988_749_895) % 1;
}

/** An image of about as many bytes: noise hardly compresses, so its pixels set the size. */
async function draw(format: Format, bytes: number): Promise<Buffer> {
  let side = Math.max(8, Math.round(Math.sqrt(bytes / 3)));
  for (let attempt = 0; ; attempt += 1) {
    const image = await encode(format, side);
    const ratio = bytes / image.length;
    if (attempt === 3 || (ratio > 0.9 && ratio < 1.1)) return image;
    side = Math.max(8, Math.round(side * Math.sqrt(ratio)));
  }
}

async function encode(format: Format, side: number): Promise<Buffer> {
  const pixels = randomBytes(side * side * 3);
  const image = sharp(pixels, { raw: { width: side, height: side, channels: 3 } });
  if (format !== 'heic') return image.toFormat(format, { quality: 90, effort: 2 }).toBuffer();
  return asHeic(await image.avif({ quality: 90, effort: 2 }).toBuffer());
}

/**
 * Sharp cannot write HEVC (patents). But the HEIF container takes any coding (ISO/IEC 23008-12), and
 * decoders go by the coding of the item that they find: the AVIF image with the brands of HEIC in
 * its file type box is a HEIC file that opens.
 */
function asHeic(avif: Buffer): Buffer {
  const heic = Buffer.from(avif);
  const brandsEnd = heic.readUInt32BE(0);
  heic.write('heic', MAJOR_BRAND, 'latin1');
  for (let at = COMPATIBLE_BRANDS; at < brandsEnd; at += 4) {
    const isGeneral = ['mif1', 'miaf'].includes(heic.toString('latin1', at, at + 4));
    if (!isGeneral) heic.write('heic', at, 'latin1');
  }
  return heic;
}
