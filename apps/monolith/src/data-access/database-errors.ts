import { isTransientError } from '@photos/service-kit';
import { isDriverAdapterError } from '@prisma/driver-adapter-utils';
import { Prisma } from './generated/client.ts';

/** Prisma's own code for a transaction that could not begin in time, or took too long. */
const transactionFailed = 'P2028';

/** What Prisma's driver adapter calls it. */
const kinds = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
  'TransactionWriteConflict',
]);

/** Codes of a socket's errors that the adapter passes on: also of all of a host's addresses at once. */
const socketCodes = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
]);

/** What node-postgres says, as an error of no class, when a connection breaks or an answer stays out. */
const brokenConnection =
  /^(timeout exceeded when trying to connect|Query read timeout|Connection terminated|Client (has encountered a connection error|was closed))/;

export function isUniqueViolation(error: unknown): boolean {
  return isKnown(error) && error.code === 'P2002';
}

/** The database is down, hangs, or is too busy: the same request may succeed later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const found = foundByDriver(error);
  if (found) return kinds.has(found.kind) || isTransientError(found.originalCode ?? '');
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return (
    code === transactionFailed || socketCodes.has(code) || brokenConnection.test(error.message)
  );
}

function isKnown(error: unknown): error is Prisma.PrismaClientKnownRequestError {
  return error instanceof Prisma.PrismaClientKnownRequestError;
}

/** Prisma puts what its adapter found into errors of its own, except for a commit's: those it throws bare. */
function foundByDriver(error: unknown): { kind: string; originalCode?: string } | undefined {
  const thrown = isKnown(error) ? error.meta?.driverAdapterError : error;
  return thrown && isDriverAdapterError(thrown) ? thrown.cause : undefined;
}
