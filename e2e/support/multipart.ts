import type { Photo } from './photos.ts';

export const boundary = 'e2e-7d1f0c9a';
export const multipartType = `multipart/form-data; boundary=${boundary}`;

/** The start of a file part, up to where its bytes begin. The file name is sent as it is given. */
export function filePartStart(fileName: string, field = 'photos', type = 'image/jpeg'): Buffer {
  return Buffer.from(
    `--${boundary}\r\n` +
      `Content-Disposition: form-data; name="${field}"; filename="${fileName}"\r\n` +
      `Content-Type: ${type}\r\n\r\n`,
  );
}

/** A complete text part. */
export function textPart(field: string, value: string, type?: string): Buffer {
  const typeLine = type === undefined ? '' : `Content-Type: ${type}\r\n`;
  return Buffer.from(
    `--${boundary}\r\n` +
      `Content-Disposition: form-data; name="${field}"\r\n${typeLine}\r\n${value}\r\n`,
  );
}

/** A complete file part. */
export function filePart(photo: Pick<Photo, 'fileName' | 'bytes'>, field?: string): Buffer {
  return Buffer.concat([filePartStart(photo.fileName, field), photo.bytes, Buffer.from('\r\n')]);
}

/** Parts as one complete multipart body. */
export function multipartBody(...parts: Buffer[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]));
}

/** A message's body and photos as a form, the way a browser sends it. */
export function messageForm(body: string, photos: Photo[]): FormData {
  const form = new FormData();
  form.append('body', body);
  for (const photo of photos) {
    form.append('photos', new Blob([photo.bytes], { type: photo.contentType }), photo.fileName);
  }
  return form;
}
