import type { AttachmentRule } from './judge.ts';

/** What is read is what was sent, byte by byte. */
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
    if (saw.contentType === photo.contentType) return true;
    return `content type became ${saw.contentType}, was ${photo.contentType}`;
  },
};

function short(sha256: string): string {
  return `${sha256.slice(0, 12)}…`;
}
