import { ProblemError } from '@photos/attachment-contract';
import { Problem, unavailable } from '@photos/service-kit';

const retryAfterSeconds = 2;

/** What to tell the user when the media service refused, or failed. */
export function problemOfServiceError(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ProblemError && error.status >= 400 && error.status < 500) {
    const { type, title, status, detail, errors } = error.problem;
    const name = type.split(':').at(-1) ?? 'refused';
    return new Problem({ name, title, status, detail, ...(errors && { errors }) });
  }
  return unavailable('Photos cannot be reached right now.', retryAfterSeconds, error);
}
