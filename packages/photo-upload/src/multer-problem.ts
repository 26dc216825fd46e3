import { invalid, malformed, Problem } from '@photos/service-kit';
import { MulterError } from 'multer';

/** What a multipart request may have. */
export interface Expected {
  /** Name of the parts that are photos. */
  photosField: string;
  /** How many photos there may be. */
  maxPhotos: number;
  /** Characters of a text part, at most. */
  maxFieldCharacters: number;
}

export const notAField = 'is not a field of this request';

/** What to answer when multer, or the parser inside it, refuses a multipart body. */
export function multerProblem(error: unknown, expected: Expected): Problem {
  if (error instanceof Problem) return error;
  if (!(error instanceof MulterError)) return malformed('The multipart body is malformed.');
  return invalid({ [error.field ?? 'request']: [complaint(error, expected)] });
}

function complaint({ code, field, message }: MulterError, expected: Expected): string {
  const { photosField, maxPhotos, maxFieldCharacters } = expected;
  if (code === 'LIMIT_FIELD_VALUE') return `must have at most ${maxFieldCharacters} characters`;
  if (code !== 'LIMIT_UNEXPECTED_FILE') return message.toLowerCase();
  if (field === photosField) return `must be at most ${maxPhotos}`;
  return notAField;
}
