import { requestTimeout, tooLarge, unavailable, unsupportedType } from '@photos/service-kit';
import {
  PhotoTooLargeError,
  StorageUnavailableError,
  UnsupportedPhotoTypeError,
  UploadStalledError,
} from './errors.ts';

const retryAfterSeconds = 2;

/** Turns an error of the storage into the Problem that its caller is told; gives any other as it is. */
export function photoProblem(error: unknown): unknown {
  if (error instanceof PhotoTooLargeError) return tooLarge('A photo may have 20 MiB.');
  if (error instanceof UnsupportedPhotoTypeError) {
    return unsupportedType('A photo is a JPEG, PNG, WebP, GIF, AVIF or HEIC image.');
  }
  if (error instanceof UploadStalledError) return requestTimeout('The upload came to a halt.');
  if (error instanceof StorageUnavailableError) {
    return unavailable('Photos cannot be reached right now.', retryAfterSeconds, error);
  }
  return error;
}
