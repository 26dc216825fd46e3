export { Child, ChildFailed, StopDeadlineExceeded } from './child-process.ts';
export type { Command, CommandResult } from './command.ts';
export type { Edge } from './edge.ts';
export { freePort } from './free-port.ts';
export type { Instance } from './instance.ts';
export { isRunning } from './is-running.ts';
export { type Metrics, parseMetrics } from './metrics-text.ts';
export type { S3Access } from './object-store.ts';
export { type Servers, type ServersOptions, startServers } from './servers.ts';
export {
  type App,
  type CommandOptions,
  type ReplaceOptions,
  type RollOptions,
  type Stack,
  type StackOptions,
  startStack,
} from './stack.ts';
export { waitUntil } from './wait-until.ts';
export { removeAtEnd, watchGroup } from './watchdog-client.ts';
