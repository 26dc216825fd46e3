import { PHOTO_FIELD } from '@photos/attachment-contract';
import { type PhotoSink, receivePhotos } from '@photos/photo-upload';
import { invalid } from '@photos/service-kit';
import type { Request, Response } from 'express';
import { z } from 'zod';

const form = {
  photosField: PHOTO_FIELD,
  maxPhotos: 1,
  maxFieldCharacters: 1,
  fields: z.object({}),
};

/**
 * Reads a multipart request with one photo. Throws as `receivePhotos` does; Problem 422 without a photo.
 *
 * @param discard is given what the sink has taken of a request that is refused after all
 */
export async function receiveUpload<T>(
  req: Request,
  res: Response,
  sink: PhotoSink<T>,
  discard: (taken: T) => Promise<unknown>,
): Promise<T> {
  const puts: Promise<T>[] = [];
  const put: PhotoSink<T>['put'] = (fileName, content) => {
    const taking = sink.put(fileName, content);
    puts.push(taking);
    return taking;
  };
  try {
    const { photos } = await receivePhotos({ req, res }, form, { put });
    const [photo] = photos;
    if (photo === undefined) throw invalid({ [PHOTO_FIELD]: ['is missing'] });
    return photo;
  } catch (error) {
    for (const taking of await Promise.allSettled(puts)) {
      if (taking.status === 'fulfilled') await discard(taking.value);
    }
    throw error;
  }
}
