import { MAX_PHOTO_BYTES, ProblemError } from '@photos/attachment-contract';
import { formatBytes } from './bytes.ts';

/** Whether the server doesn't know (any more) who is asking. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ProblemError && error.status === 401;
}

/** Whether somebody has the handle already that was asked for. */
export function isConflict(error: unknown): boolean {
  return error instanceof ProblemError && error.status === 409;
}

/** What is wrong with each field of a form, as the server says it. */
export function fieldErrors(error: unknown): Record<string, string[]> {
  return error instanceof ProblemError ? (error.problem.errors ?? {}) : {};
}

/** Seconds to wait before asking again, if the server said so. */
export function retryAfterSeconds(error: unknown): number | undefined {
  return error instanceof ProblemError ? error.retryAfterSeconds : undefined;
}

/** A sentence or two for people: what happened, and what to do about it. */
export function describeError(error: unknown): string {
  if (error instanceof ProblemError) return describeProblem(error);
  if (!navigator.onLine) return 'You are offline. Connect to the internet, then try again.';
  return "Can't reach the server. Check your connection, then try again.";
}

/** The same for what is tried again without being asked for. */
export function describeRetriedError(error: unknown): string {
  if (!navigator.onLine) return 'You are offline. Messages come in again once you are connected.';
  const seconds = retryAfterSeconds(error);
  if (seconds !== undefined) return `The server is busy. Trying again ${inSeconds(seconds)}…`;
  if (error instanceof ProblemError) {
    return error.status >= 500 ? 'The server has trouble. Trying again…' : describeProblem(error);
  }
  return "Can't reach the server. Trying again…";
}

function describeProblem(error: ProblemError): string {
  switch (error.status) {
    case 401:
      return 'Your session has ended. Sign in again.';
    case 404:
      return 'This is no longer there. Go back and pick another one.';
    case 408:
      return 'The upload stalled. Check your connection, then try again.';
    case 413:
      return `A photo is larger than ${formatBytes(MAX_PHOTO_BYTES)}. Remove it or make it smaller, then send again.`;
    case 415:
      return 'One of the files is not a photo. Remove it, then send again: JPEG, PNG, WebP, GIF, AVIF and HEIC are fine.';
    case 422:
      return Object.values(fieldErrors(error)).flat().join(' ') || error.problem.detail;
    case 503:
      return busy(error.retryAfterSeconds);
    default:
      return error.status >= 500
        ? 'Something went wrong on the server. Try again in a moment.'
        : error.problem.detail;
  }
}

function busy(seconds: number | undefined): string {
  return `The server is busy. Try again ${seconds === undefined ? 'in a moment' : inSeconds(seconds)}.`;
}

function inSeconds(seconds: number): string {
  return seconds === 1 ? 'in a second' : `in ${seconds} seconds`;
}
