import {
  PhotoTooLargeError,
  StorageUnavailableError,
  UnsupportedPhotoTypeError,
  UploadStalledError,
} from '@photos/photo-storage';
import { timedOut, tooLarge, unavailable, unsupportedType } from '@photos/service-kit';
import type { ErrorRequestHandler } from 'express';
import { isDatabaseUnavailable } from '../../data-access/database-errors.ts';

const retryAfterSeconds = 2;

/** Turns the named errors of the layers below into what the caller is told. */
export const explainError: ErrorRequestHandler = (error, _req, _res, next) =>
  next(explained(error));

function explained(error: unknown): unknown {
  if (error instanceof PhotoTooLargeError) return tooLarge('A photo may have 20 MiB.');
  if (error instanceof UnsupportedPhotoTypeError) {
    return unsupportedType('A photo is a JPEG, PNG, WebP, GIF, AVIF or HEIC image.');
  }
  if (error instanceof UploadStalledError) return timedOut('The upload came to a halt.');
  if (error instanceof StorageUnavailableError) {
    return unavailable('Photos can not be reached right now.', retryAfterSeconds);
  }
  if (isDatabaseUnavailable(error)) {
    return unavailable('The database can not be reached right now.', retryAfterSeconds);
  }
  return error;
}
