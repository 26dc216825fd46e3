import { randomBytes } from 'node:crypto';

/** Up to where the pixels of a PNG begin: signature, IHDR of 1 × 1 pixel, head of IDAT. */
const pngStart = Buffer.from(
  '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154',
  'hex',
);

/** Bytes that are recognised as a PNG; no two are alike. */
export function pngOfSize(byteSize: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(randomBytes(byteSize));
  bytes.set(pngStart);
  return bytes;
}

export const png = () => pngOfSize(1_000);

export function photo(fileName: string, bytes: Uint8Array<ArrayBuffer> | string) {
  return { fileName, content: new Blob([bytes]) };
}
