import { MAX_BODY_CHARACTERS, MAX_PHOTOS, PHOTOS_FIELD } from '@photos/attachment-contract';
import { invalid, malformed, Problem } from '@photos/service-kit';
import { MulterError } from 'multer';

export const notAField = 'is not such a field of a message';

/** What to answer when multer, or the parser inside it, refuses a multipart body. */
export function multerProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (!(error instanceof MulterError)) return malformed('The multipart body is malformed.');
  return invalid({ [error.field ?? 'request']: [complaint(error)] });
}

function complaint({ code, field, message }: MulterError): string {
  if (code === 'LIMIT_FIELD_VALUE') return `must have at most ${MAX_BODY_CHARACTERS} characters`;
  if (code !== 'LIMIT_UNEXPECTED_FILE') return message.toLowerCase();
  if (field === PHOTOS_FIELD) return `at most ${MAX_PHOTOS} photos fit into a message`;
  return notAField;
}
