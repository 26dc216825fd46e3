export { alwaysRevalidate } from './always-revalidate.ts';
export { type AppOptions, createApp } from './app.ts';
export { readConfig } from './config.ts';
export { databaseLimits, poolOptions } from './database-limits.ts';
export { errorMessage } from './error-message.ts';
export { gracefulCloser } from './graceful-closer.ts';
export { groupCommit } from './group-commit.ts';
export type { Check } from './health.ts';
export { createLogger, type Logger } from './logger.ts';
export { metrics } from './metrics.ts';
export { parseBody } from './parse-body.ts';
export { Polling } from './polling.ts';
export {
  conflict,
  type FieldErrors,
  forbidden,
  gone,
  internal,
  invalid,
  malformed,
  notFound,
  Problem,
  type ProblemOptions,
  requestTimeout,
  tooLarge,
  unauthorized,
  unavailable,
  unsupportedType,
} from './problem.ts';
export { sendProblem } from './problem-handler.ts';
export { readJson } from './read-json.ts';
export { requestId } from './request-id.ts';
export { requireServiceToken } from './require-service-token.ts';
export { run } from './run.ts';
export { type ServeOptions, serve } from './serve.ts';
export { serverLimits } from './server-limits.ts';
export { isTransientError } from './transient-error.ts';
export { validate } from './validate.ts';
export {
  bucketVariables,
  databaseVariables,
  integer,
  oneOf,
  serveVariables,
  serviceUrl,
  serviceVariables,
} from './variables.ts';
