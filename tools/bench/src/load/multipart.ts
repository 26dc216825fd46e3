/** A request body with a text and one photo, ready to be sent any number of times. */
export interface MultipartBody {
  contentType: string;
  bytes: Buffer;
}

/** The message that posts one photo, as RFC 7578 writes it. */
export function messageWith(photo: Buffer): MultipartBody {
  const boundary = 'bench-5f0c7a9e';
  const start = [
    `--${boundary}`,
    'Content-Disposition: form-data; name="body"',
    '',
    'A photo',
    `--${boundary}`,
    'Content-Disposition: form-data; name="photos"; filename="photo.jpeg"',
    'Content-Type: image/jpeg',
    '',
    '',
  ].join('\r\n');
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    bytes: Buffer.concat([Buffer.from(start), photo, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}
