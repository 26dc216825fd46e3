import type { Readable, Writable } from 'node:stream';
import { MAX_PHOTO_BYTES } from '@photos/attachment-contract';
import { invalid, parseBody, unsupportedType, validate } from '@photos/service-kit';
import type { Request, Response } from 'express';
import multer from 'multer';
import type { z } from 'zod';
import { safeFileName } from './file-name.ts';
import { type Expected, multerProblem, notAField } from './multer-problem.ts';
import type { PhotoSink } from './photo-sink.ts';

/** What a multipart request is to have. */
export interface PhotoForm<F extends z.ZodObject> extends Expected {
  /** Its text parts. */
  fields: F;
}

/** More than a form has, so that one with too many parts is told which are wrong. */
const spareFields = 10;
/** What is around the photos in the largest request. */
const spareBytes = 1024 * 1024;
/** How long the rest of a request is read that is already refused. */
const refusedMs = 2_000;

/**
 * Reads a multipart request with photos; they go to the sink as they come in.
 *
 * @returns the text parts, and what the sink made of each photo, in the order of the request
 * @throws Problem 400, 413, 415 or 422 when the request is wrong; whatever the sink rejects with
 */
export async function receivePhotos<F extends z.ZodObject, T>(
  { req, res }: { req: Request; res: Response },
  form: PhotoForm<F>,
  sink: PhotoSink<T>,
): Promise<{ fields: z.infer<F>; photos: T[] }> {
  if (!req.is('multipart/form-data'))
    throw unsupportedType('The body must be multipart/form-data.');
  const engine = new SinkEngine(sink, form);
  const upload = multer(optionsWith(engine, form)).array(form.photosField, form.maxPhotos);
  const maxBytes = form.maxPhotos * MAX_PHOTO_BYTES + spareBytes;
  const parsed = await parseBody(upload, req, res, maxBytes).catch((error) => {
    throw engine.failure ?? multerProblem(error, form);
  });
  refuseUnknownFields(parsed.body, form.fields);
  const fields = validate(form.fields, parsed.body);
  const photos = (parsed.files as unknown as StoredFile<T>[]).map(({ photo }) => photo);
  return { fields, photos };
}

function refuseUnknownFields(given: object, fields: z.ZodObject): void {
  const unknown = Object.keys(given).filter((field) => !Object.hasOwn(fields.shape, field));
  if (unknown.length === 0) return;
  throw invalid(Object.fromEntries(unknown.map((field) => [field, [notAField]])));
}

function optionsWith(
  storage: multer.StorageEngine,
  { photosField, maxPhotos, maxFieldCharacters }: Expected,
): MulterOptions {
  return {
    storage,
    limits: {
      fieldNameSize: 100,
      fieldNestingDepth: 0,
      // A character has at most four bytes in UTF-8.
      fieldSize: 4 * maxFieldCharacters,
      fields: spareFields,
      parts: spareFields + maxPhotos,
      headerPairs: 20,
    },
    defParamCharset: 'utf8',
    streamHandler: (body, parser) => {
      // Multer drops files without a name; a photo is not to be lost in silence.
      parser.on('file', (_field, content: Readable, { filename }) => {
        if (!filename) content.once('data', () => parser.destroy(namelessPhoto(photosField)));
      });
      // The parser gives no value to a text whose charset it can't decode; that would be an empty one.
      parser.on('field', (_field, value: string | undefined) => {
        if (value === undefined) parser.destroy(undecodable());
      });
      // Multer reads what it has refused to its end, so that clients which send all before they
      // listen hear why. There may be no end.
      parser.once('unpipe', () => setTimeout(() => body.destroy(), refusedMs).unref());
      body.pipe(parser);
    },
  };
}

/** The types don't know this option yet. */
interface MulterOptions extends multer.Options {
  streamHandler: (body: Readable, parser: Writable) => void;
}

interface StoredFile<T> {
  photo: T;
}

/** Multer's seam: sends each photo to a sink. Whoever owns the sink cleans up after a failed request. */
class SinkEngine<T> implements multer.StorageEngine {
  /** Why the sink did not take a photo. */
  failure: unknown;
  readonly #sink: PhotoSink<T>;
  readonly #expected: Expected;

  constructor(sink: PhotoSink<T>, expected: Expected) {
    this.#sink = sink;
    this.#expected = expected;
  }

  _handleFile(
    _req: Request,
    { originalname, stream }: Express.Multer.File,
    done: (error?: unknown, info?: object) => void,
  ): void {
    this.#sink.put(safeFileName(originalname), stream).then(
      (photo) => done(null, { photo } satisfies StoredFile<T>),
      (error: unknown) => {
        const reason = stream.errored ? multerProblem(stream.errored, this.#expected) : error;
        this.failure ??= reason;
        done(reason);
      },
    );
  }

  _removeFile(
    _req: Request,
    _file: Express.Multer.File,
    done: (error: Error | null) => void,
  ): void {
    done(null);
  }
}

const namelessPhoto = (field: string) => invalid({ [field]: ['must each have a file name'] });
const undecodable = () => unsupportedType('Text must be in UTF-8.');
