import type { AttachmentRule } from './judge.ts';

const UNCHANGING = [
  'contentType',
  'fileName',
  'messageId',
  'uploaderId',
  'position',
  'createdAt',
] as const;

/** What is read is what was sent, byte by byte, and so is what never changes of its metadata. */
export const bytesIdentical: AttachmentRule = {
  name: 'bytes-identical',
  read({ saw }, { photo }) {
    if (saw.type === 'missing') return undefined;
    if (saw.type === 'bytes') {
      return saw.sha256 === saw.expected
        ? true
        : `bytes with SHA-256 ${short(saw.sha256)}, but ${short(saw.expected)} was sent`;
    }
    if (saw.sha256 !== photo.sha256) {
      return `metadata says SHA-256 ${short(saw.sha256)}, but ${short(photo.sha256)} was sent`;
    }
    if (saw.byteSize !== photo.byteSize) {
      return `metadata says ${saw.byteSize} bytes, but ${photo.byteSize} were sent`;
    }
    const changed = UNCHANGING.find((field) => saw[field] !== photo[field]);
    if (changed === undefined) return true;
    return `${changed} became ${saw[changed]}, was ${photo[changed]}`;
  },
};

function short(sha256: string): string {
  return `${sha256.slice(0, 12)}…`;
}
