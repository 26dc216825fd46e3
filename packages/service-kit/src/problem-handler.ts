import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { Logger } from './logger.ts';
import { internal, malformed, notFound, Problem, tooLarge, unsupportedType } from './problem.ts';

/** Answers with problem details (RFC 9457). */
export function sendProblem(res: Response, problem: Problem): void {
  res
    .status(problem.status)
    .set({ 'Cache-Control': 'no-store', ...problem.headers })
    .type('application/problem+json')
    .end(JSON.stringify(problem));
}

/** The last route: whatever came this far does not exist. */
export const notFoundHandler: RequestHandler = (_req, _res, next) => next(notFound());

/**
 * Answers every error with problem details. What is not the caller's fault is logged with its stack and its cause, and what
 * is not known at all is answered as a bare 500. When the answer has already begun, the connection is cut, so that a client can't take half an
 * answer for a whole one.
 */
export function problemHandler(logger: Logger): ErrorRequestHandler {
  return (error, _req, res, _next) => {
    const problem = asProblem(error);
    if (problem.status >= 500) logger.error({ err: error }, 'request failed');
    if (res.headersSent) res.destroy();
    else sendProblem(res, problem);
  };
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof URIError) return malformed('The path is not valid percent-encoding.');
  if (isCallersFault(error)) return problemOfStatus(error.status);
  return internal();
}

/** Body parsers throw errors of the `http-errors` package, which say by `expose` that the caller is to be told. */
function isCallersFault(error: unknown): error is { status: number } {
  return error instanceof Error && 'expose' in error && error.expose === true && 'status' in error;
}

function problemOfStatus(status: number): Problem {
  if (status === 413) return tooLarge('The request body is too large.');
  if (status === 415)
    return unsupportedType("The request body's charset or encoding is not supported.");
  return malformed('The request body could not be read.');
}
