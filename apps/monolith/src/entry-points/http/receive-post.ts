import {
  BODY_FIELD,
  MAX_BODY_CHARACTERS,
  MAX_PHOTOS,
  NewMessageFields,
  PHOTOS_FIELD,
} from '@photos/attachment-contract';
import { type PhotoSink, receivePhotos } from '@photos/photo-upload';
import type { Request, Response } from 'express';
import type { PostContent } from '../../domain/messages.ts';
import type { PhotoIdentity } from '../../domain/photo-uploads.ts';

const form = {
  photosField: PHOTOS_FIELD,
  maxPhotos: MAX_PHOTOS,
  maxFieldCharacters: MAX_BODY_CHARACTERS,
  fields: NewMessageFields,
};

/** Reads a multipart request to post a message. Throws as `receivePhotos` does. */
export async function receivePost<T extends PhotoIdentity>(
  req: Request,
  res: Response,
  sink: PhotoSink<T>,
): Promise<PostContent<T>> {
  const { fields, photos } = await receivePhotos({ req, res }, form, sink);
  return { body: fields[BODY_FIELD], photos };
}
