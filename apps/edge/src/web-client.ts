import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, join } from 'node:path';
import { notFound } from '@photos/service-kit';
import express from 'express';
import { methodNotAllowed, rangeNotSatisfiable } from './problems.ts';

/** Serves a built web client; rejects with a Problem when it has no answer. */
export type WebClient = (
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
) => Promise<void>;

const SECURITY_HEADERS = {
  // Photos that are being uploaded are shown from blob: URLs.
  'Content-Security-Policy': [
    "default-src 'self'",
    "img-src 'self' blob: data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/**
 * A single-page app: files as they are, `index.html` for every other path that looks like a page.
 * Files under `/assets` have a hash of their content in their names and never change.
 */
export function webClient(directory: string): WebClient {
  const app = express();
  app.disable('x-powered-by');
  app.use(
    express.static(directory, {
      dotfiles: 'ignore',
      index: false,
      redirect: false,
      setHeaders: (response, file) => {
        response.setHeader('Cache-Control', cacheControl(file.slice(directory.length)));
      },
    }),
  );
  return async (request, response, path) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') throw methodNotAllowed('GET, HEAD');
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const isPage = !basename(path).includes('.') && !path.startsWith('/assets/');
    if (isPage) request.url = '/index.html';
    await served(app, request, response);
  };
}

function cacheControl(file: string): string {
  return file.startsWith(join('/', 'assets', '/'))
    ? 'public, max-age=31536000, immutable'
    : 'no-cache';
}

/** Resolves when the answer is through; rejects with 404 when there is no such file. */
function served(
  app: express.Express,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  return new Promise((resolve, reject) => {
    response.once('close', resolve);
    app(request as express.Request, response as express.Response, (error?: unknown) => {
      reject(error === undefined ? notFound() : problemOf(error));
    });
  });
}

/** The file server tells by a status code why it won't send a file that is there. */
function problemOf(error: unknown): unknown {
  const { statusCode, headers } = error as {
    statusCode?: number;
    headers?: Record<string, string>;
  };
  if (statusCode === 416) return rangeNotSatisfiable(headers ?? {});
  return statusCode !== undefined && statusCode < 500 ? notFound() : error;
}
