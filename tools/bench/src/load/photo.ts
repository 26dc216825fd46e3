import { randomBytes } from 'node:crypto';

/** The first bytes of a JPEG file (JFIF 1.02): what the app recognises a photo by. */
const jpegStart = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex');

/** A photo of so many bytes. Nothing compresses it. */
export function makePhoto(byteSize: number): Buffer {
  return Buffer.concat([jpegStart, randomBytes(byteSize - jpegStart.length)]);
}
