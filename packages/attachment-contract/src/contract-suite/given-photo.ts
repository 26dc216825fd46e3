import { createHash } from 'node:crypto';
import type { PhotoContentType } from '../schemas/photo-content-type.ts';

/** A photo that the suite gives a provider: what is known of it, and its bytes. */
export interface GivenPhoto {
  fileName: string;
  caption: string;
  contentType: PhotoContentType;
  byteSize: number;
  /** Of `content`, in lower-case hex. */
  sha256: string;
  content: Uint8Array;
}

const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAEklEQVQImWM4oaFxQkODAUIBACEuBGGj1lj9AAAAAElFTkSuQmCC';
const GIF = 'R0lGODlhAgACAIAAAExpccgoKCH5BAUAAAAALAAAAAACAAIAAAICjFMAOw==';
const WEBP =
  'UklGRjoAAABXRUJQVlA4IC4AAACQAQCdASoCAAIAAUAmJaACdLoAA5gA/vCbQ/4DdfFtMv/ucD/uyf/2yf+pAAAA';

/** Three real photos. Their names are not in their order, and one is beyond ASCII. */
export const GIVEN_PHOTOS: readonly [GivenPhoto, GivenPhoto, GivenPhoto] = [
  givenPhoto('zürich 湖.png', 'Über dem See 🏔️', 'image/png', PNG),
  givenPhoto('a dance.gif', '', 'image/gif', GIF),
  givenPhoto('market.webp', 'Saturday "market", 9 o\'clock', 'image/webp', WEBP),
];

function givenPhoto(
  fileName: string,
  caption: string,
  contentType: PhotoContentType,
  base64: string,
): GivenPhoto {
  const content = Uint8Array.from(Buffer.from(base64, 'base64'));
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { fileName, caption, contentType, byteSize: content.byteLength, sha256, content };
}
