import { Prisma } from './generated/client.ts';

/** Prisma's codes for: not reachable, too slow, connection closed, no connection free, deadlock. */
const codes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2034', 'P2037']);

/** The same for raw queries, which have one code for all failures. */
const kinds = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout']);

/** SQLSTATE: connection exceptions, too few resources, shut down or cancelled. */
const states = /^(08|53|57)/;

/** What node-postgres says, as an error of no class, when a connection breaks or an answer stays out. */
const brokenConnection =
  /^(timeout exceeded when trying to connect|Query read timeout|Connection terminated|Client (has encountered a connection error|was closed))/;

export function isUniqueViolation(error: unknown): boolean {
  return isKnown(error) && error.code === 'P2002';
}

/** The database is down, hangs, or is too busy: the same request may succeed later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!isKnown(error)) return error instanceof Error && brokenConnection.test(error.message);
  const { kind = '', originalCode = '' } = driverError(error) ?? {};
  return codes.has(error.code) || kinds.has(kind) || states.test(originalCode);
}

function isKnown(error: unknown): error is Prisma.PrismaClientKnownRequestError {
  return error instanceof Prisma.PrismaClientKnownRequestError;
}

interface DriverError {
  kind: string;
  /** SQLSTATE, when it was the server that refused. */
  originalCode?: string;
}

function driverError({ meta }: Prisma.PrismaClientKnownRequestError): DriverError | undefined {
  return (meta?.driverAdapterError as { cause?: DriverError } | undefined)?.cause;
}
