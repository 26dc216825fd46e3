/** A request body with a text and one photo, ready to be sent any number of times. */
export interface MultipartBody {
  contentType: string;
  bytes: Buffer;
}

/** As long as those of browsers: the longer it is, the faster it is searched for. */
const boundary = '----WebKitFormBoundary7MA4YWxkTrZu0gW5';

/** The message that posts a photo so many times, as RFC 7578 writes it. */
export function messageWith(photo: Buffer, count = 1): MultipartBody {
  const text = partHead('name="body"');
  const head = partHead('name="photos"; filename="photo.jpeg"', 'Content-Type: image/jpeg');
  const photos = Array.from({ length: count }, () => [head, photo]).flat();
  const end = Buffer.from(`\r\n--${boundary}--\r\n`);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    bytes: Buffer.concat([text, Buffer.from('Photos'), ...photos, end]),
  };
}

function partHead(disposition: string, ...headers: string[]): Buffer {
  const lines = [`--${boundary}`, `Content-Disposition: form-data; ${disposition}`, ...headers];
  return Buffer.from(`\r\n${lines.join('\r\n')}\r\n\r\n`);
}
