import { unavailable } from '@photos/service-kit';
import type { ErrorRequestHandler } from 'express';
import { isDatabaseUnavailable } from '../../data-access/database-errors.ts';

const retryAfterSeconds = 2;

/** Turns the named errors of the layers below into what the caller is told. */
export const explainError: ErrorRequestHandler = (error, _req, _res, next) => {
  if (!isDatabaseUnavailable(error)) return next(error);
  next(unavailable('The database cannot be reached right now.', retryAfterSeconds, error));
};
