import { photoProblem } from '@photos/photo-storage';
import type { ErrorRequestHandler } from 'express';

/** Turns the named errors of the layers below into what the caller is told. */
export const explainError: ErrorRequestHandler = (error, _req, _res, next) =>
  next(photoProblem(error));
