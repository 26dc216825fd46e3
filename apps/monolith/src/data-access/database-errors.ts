import { Prisma } from './generated/client.ts';

/** Prisma's codes for: not reachable, timed out, connection closed, no free connection, no transaction. */
const unavailableCodes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037']);

export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}

/** The database is down, hangs, or is too busy: the same request may succeed later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && unavailableCodes.has(error.code);
}
