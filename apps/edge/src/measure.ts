import { type Logger, metrics } from '@photos/service-kit';
import type { Exchange } from './exchange.ts';

const duration = metrics.histogram({
  name: 'http_request_duration_seconds',
  help: 'How long requests took, from their headers to the last byte of the answer',
  labelNames: ['method', 'route', 'status'],
});

/** Logs and measures an exchange when it is over. */
export function measure(exchange: Exchange, logger: Logger): void {
  const { request, response, requestId } = exchange;
  const { method = '', url = '' } = request;
  const stop = duration.startTimer();
  response.once('close', () => {
    const status = response.statusCode;
    const ms = Math.round(stop({ method, route: exchange.route, status }) * 1_000);
    const line = { requestId, method, path: url.split('?', 1)[0], status, ms };
    logger.info(response.writableFinished ? line : { ...line, aborted: true }, 'request');
  });
}
