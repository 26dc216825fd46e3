import type { RequestHandler } from 'express';

/** Says that answers are of one user, and to be asked for again each time; an ETag makes that cheap. */
export const alwaysRevalidate: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'private, no-cache');
  next();
};
