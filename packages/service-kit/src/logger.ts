import { type Logger, pino } from 'pino';
import { requestId } from './request-id.ts';

export type { Logger } from 'pino';

/**
 * A logger that writes one JSON object a line to standard output, with the id of the request being served.
 *
 * @param options.name the app's name, in every line
 * @param options.level the least level written, `info` unless given
 */
export function createLogger({ name, level = 'info' }: { name: string; level?: string }): Logger {
  return pino({
    name,
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => {
      const id = requestId();
      return id === undefined ? {} : { requestId: id };
    },
  });
}
