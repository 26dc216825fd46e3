import type { RequestHandler } from 'express';

const lingerMs = 5_000;

/**
 * Keeps the connection of a request that was answered before its body had come, and throws away
 * what still comes. Closing at once would reset it, and the client would never read the answer.
 * ("Lingering close", as nginx calls it; RFC 9112, 9.6.)
 */
export const linger: RequestHandler = (req, res, next) => {
  res.once('finish', () => {
    if (req.complete || req.destroyed) return;
    const deadline = setTimeout(() => req.destroy(), lingerMs).unref();
    req.once('end', () => clearTimeout(deadline));
    req.resume();
  });
  next();
};
