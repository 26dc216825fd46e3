/** More bytes came than a photo may have. */
export class PhotoTooLargeError extends Error {
  override readonly name = 'PhotoTooLargeError';
  /** The most bytes a photo may have. */
  readonly maxBytes: number;

  constructor(maxBytes: number) {
    super(`The photo is larger than ${maxBytes} bytes.`);
    this.maxBytes = maxBytes;
  }
}

/** The bytes are not those of a photo in a format that is accepted, whatever its name says. */
export class UnsupportedPhotoTypeError extends Error {
  override readonly name = 'UnsupportedPhotoTypeError';

  constructor() {
    super('The file is not a JPEG, PNG, WebP, GIF, AVIF or HEIC photo.');
  }
}

/** Whoever sends the photo has stopped sending, without an end. */
export class UploadStalledError extends Error {
  override readonly name = 'UploadStalledError';

  constructor(stallTimeoutMs: number) {
    super(`Nothing more of the photo came for ${stallTimeoutMs} ms.`);
  }
}

/** There is no object for this photo. */
export class PhotoNotFoundError extends Error {
  override readonly name = 'PhotoNotFoundError';

  constructor(id: string) {
    super(`There is no object for photo ${id}.`);
  }
}

/** The object store can't be reached, doesn't answer in time or refuses; `cause` tells which. */
export class StorageUnavailableError extends Error {
  override readonly name = 'StorageUnavailableError';

  constructor(cause: unknown) {
    super('The object store is unavailable.', { cause });
  }
}
