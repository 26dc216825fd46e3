import { crc32 } from 'node:zlib';

/** How a comment is put into an image file of each format, so that decoders skip it. */
const STAMPS: Record<string, (image: Buffer, comment: Buffer) => Buffer> = {
  'image/jpeg': afterJpegStart,
  'image/png': beforePngEnd,
  'image/gif': beforeGifEnd,
  'image/webp': inRiff,
  'image/avif': asFreeBox,
  'image/heic': asFreeBox,
};

/**
 * Makes an image file unlike any other by a comment that decoders skip: the photo stays a real one,
 * and bytes that belong to another photo show.
 *
 * @throws TypeError for a content type that it knows no comments for
 */
export function stamp(
  image: Uint8Array,
  contentType: string,
  comment: string,
): Uint8Array<ArrayBuffer> {
  const put = STAMPS[contentType];
  if (put === undefined) throw new TypeError(`Cannot stamp ${contentType}`);
  return new Uint8Array(put(Buffer.from(image), Buffer.from(comment)));
}

/** A COM segment after the start marker (ITU-T T.81, B.2.4.5). */
function afterJpegStart(image: Buffer, comment: Buffer): Buffer {
  const segment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, 0]), comment]);
  segment.writeUInt16BE(comment.length + 2, 2);
  return Buffer.concat([image.subarray(0, 2), segment, image.subarray(2)]);
}

/** A tEXt chunk before the end chunk (PNG specification, 11.3.3.2). */
function beforePngEnd(image: Buffer, comment: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from('tEXtComment\0', 'latin1'), comment]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length - 4);
  checksum.writeUInt32BE(crc32(content));
  const end = image.length - 12;
  return Buffer.concat([image.subarray(0, end), length, content, checksum, image.subarray(end)]);
}

/** A comment extension before the trailer (GIF89a, 24); its blocks hold up to 255 bytes. */
function beforeGifEnd(image: Buffer, comment: Buffer): Buffer {
  const block = comment.subarray(0, 255);
  const extension = Buffer.concat([
    Buffer.from([0x21, 0xfe, block.length]),
    block,
    Buffer.from([0]),
  ]);
  return Buffer.concat([image.subarray(0, -1), extension, image.subarray(-1)]);
}

/** A chunk of an unknown type at the end of the RIFF (WebP container, "Unknown Chunks"). */
function inRiff(image: Buffer, comment: Buffer): Buffer {
  const even = comment.length % 2 === 0 ? comment : Buffer.concat([comment, Buffer.from([0])]);
  const header = Buffer.from('note\0\0\0\0', 'latin1');
  header.writeUInt32LE(comment.length, 4);
  const stamped = Buffer.concat([image, header, even]);
  stamped.writeUInt32LE(stamped.length - 8, 4);
  return stamped;
}

/** A box of free space at the end (ISO/IEC 14496-12, 8.1.2). */
function asFreeBox(image: Buffer, comment: Buffer): Buffer {
  const header = Buffer.from('\0\0\0\0free', 'latin1');
  header.writeUInt32BE(comment.length + 8);
  return Buffer.concat([image, header, comment]);
}
