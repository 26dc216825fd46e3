import type { Readable, Writable } from 'node:stream';
import {
  BODY_FIELD,
  MAX_BODY_CHARACTERS,
  MAX_PHOTO_BYTES,
  MAX_PHOTOS,
  NewMessageFields,
  PHOTOS_FIELD,
} from '@photos/attachment-contract';
import { invalid, unsupportedType, validate } from '@photos/service-kit';
import type { Request, Response } from 'express';
import multer from 'multer';
import type { PostContent } from '../../domain/messages.ts';
import type { PhotoIdentity, PhotoSink } from '../../domain/photo-uploads.ts';
import { safeFileName } from './file-name.ts';
import { multerProblem, notAField } from './multer-problem.ts';
import { parseBody } from './parse-body.ts';

const limits: multer.Options['limits'] = {
  fieldNameSize: 100,
  fieldNestingDepth: 0,
  // A character has at most four bytes in UTF-8.
  fieldSize: 4 * MAX_BODY_CHARACTERS,
  fields: 10,
  parts: 10 + MAX_PHOTOS,
  headerPairs: 20,
};
/** The largest message, and what is around its parts. */
const maxBytes = MAX_PHOTOS * MAX_PHOTO_BYTES + 1024 * 1024;
/** How long the rest of a request is read that is already refused. */
const refusedMs = 2_000;

/**
 * Reads a multipart request to post a message; its photos go to the sink as they come in.
 *
 * @throws Problem 400, 413, 415 or 422 when the request is wrong; whatever the sink rejects with
 */
export async function receivePost<T extends PhotoIdentity>(
  req: Request,
  res: Response,
  sink: PhotoSink<T>,
): Promise<PostContent<T>> {
  if (!req.is('multipart/form-data'))
    throw unsupportedType('The body must be multipart/form-data.');
  const engine = new SinkEngine(sink);
  const upload = multer(optionsWith(engine)).array(PHOTOS_FIELD, MAX_PHOTOS);
  const parsed = await parseBody(upload, req, res, maxBytes).catch((error) => {
    throw engine.failure ?? multerProblem(error);
  });
  refuseUnknownFields(parsed.body);
  const { [BODY_FIELD]: body } = validate(NewMessageFields, parsed.body);
  const photos = (parsed.files as unknown as StoredFile<T>[]).map(({ photo }) => photo);
  return { body, photos };
}

function refuseUnknownFields(fields: object): void {
  const unknown = Object.keys(fields).filter((field) => field !== BODY_FIELD);
  if (unknown.length === 0) return;
  throw invalid(Object.fromEntries(unknown.map((field) => [field, [notAField]])));
}

function optionsWith(storage: multer.StorageEngine): MulterOptions {
  return {
    storage,
    limits,
    defParamCharset: 'utf8',
    streamHandler: (body, parser) => {
      // Multer drops files without a name; a photo is not to be lost in silence.
      parser.on('file', (_field, content: Readable, { filename }) => {
        if (!filename) content.once('data', () => parser.destroy(namelessPhoto()));
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
class SinkEngine<T extends PhotoIdentity> implements multer.StorageEngine {
  /** Why the sink did not take a photo. */
  failure: unknown;
  readonly #sink: PhotoSink<T>;

  constructor(sink: PhotoSink<T>) {
    this.#sink = sink;
  }

  _handleFile(
    _req: Request,
    { originalname, stream }: Express.Multer.File,
    done: (error?: unknown, info?: object) => void,
  ): void {
    this.#sink.put(safeFileName(originalname), stream).then(
      (photo) => done(null, { photo } satisfies StoredFile<T>),
      (error: unknown) => {
        const reason = stream.errored ? multerProblem(stream.errored) : error;
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

const namelessPhoto = () => invalid({ [PHOTOS_FIELD]: ['must each have a file name'] });
