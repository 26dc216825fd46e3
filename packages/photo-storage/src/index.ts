export {
  PhotoNotFoundError,
  PhotoTooLargeError,
  StorageUnavailableError,
  UnsupportedPhotoTypeError,
  UploadStalledError,
} from './errors.ts';
export type { PhotoSummary } from './incoming-photo.ts';
export { photoProblem } from './photo-problem.ts';
export {
  type ByteRange,
  createPhotoStorage,
  type PhotoStorage,
  type PhotoStorageOptions,
} from './photo-storage.ts';
export { photoType, sampleBytes } from './photo-type.ts';
export { createS3Client, type S3Options } from './s3.ts';
export { type Photo, sendPhoto } from './send-photo.ts';
