export { type AppOptions, createApp } from './app.ts';
export { closer } from './closer.ts';
export { readConfig } from './config.ts';
export { databaseLimits, poolOptions } from './database-limits.ts';
export { groupCommit } from './group-commit.ts';
export type { Check } from './health.ts';
export { inWords } from './in-words.ts';
export { createLogger, type Logger } from './logger.ts';
export { metrics } from './metrics.ts';
export { parseBody } from './parse-body.ts';
export { isPassingFailure } from './passing-failure.ts';
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
  timedOut,
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
export { validate } from './validate.ts';
export {
  bucketVariables,
  databaseVariables,
  serveVariables,
  serviceVariables,
  whole,
} from './variables.ts';
