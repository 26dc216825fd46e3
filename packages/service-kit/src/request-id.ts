import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';

const header = 'X-Request-Id';
const wellFormed = /^[\w.-]{8,128}$/;
const current = new AsyncLocalStorage<string>();

/** The id of the request being served, to pass on to other services; undefined outside of a request. */
export function requestId(): string | undefined {
  return current.getStore();
}

/** Takes the caller's request id when it is well-formed, else makes one, and answers with it. */
export const withRequestId: RequestHandler = (req, res, next) => {
  const given = req.get(header);
  const id = given !== undefined && wellFormed.test(given) ? given : randomUUID();
  res.set(header, id);
  current.run(id, next);
};
