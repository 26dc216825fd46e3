import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { pinoHttp } from 'pino-http';
import type { Logger } from './logger.ts';
import { requestId } from './request-id.ts';

/** Logs every request when its answer is finished or cut off: id, method, URL, status and milliseconds. */
export function accessLog(logger: Logger): RequestHandler {
  return pinoHttp<IncomingMessage, ServerResponse>({
    logger,
    wrapSerializers: false,
    serializers: {
      req: (req: IncomingMessage & { originalUrl: string }) => ({
        method: req.method,
        url: withoutGrant(req.originalUrl),
      }),
      res: (res: ServerResponse) => ({ status: res.statusCode }),
    },
    genReqId: () => requestId() ?? '',
    customAttributeKeys: { responseTime: 'ms' },
    customLogLevel: (_req, res) => (res.statusCode >= 500 ? 'error' : 'info'),
    // The listeners that log run outside of the request's context, where the logger doesn't know the request's id.
    customSuccessObject: ({ id }, _res, line) => ({ ...line, requestId: id }),
    // Errors are logged, with their stacks, where they are handled.
    customErrorObject: ({ id }, _res, _error, { err: _, ...line }) => ({ ...line, requestId: id }),
  });
}

/** A grant in a URL is a credential, and credentials stay out of logs. */
function withoutGrant(url: string): string {
  return url.replace(/([?&]grant=)[^&]*/g, '$1-');
}
