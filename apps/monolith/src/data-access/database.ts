import { PrismaPg } from '@prisma/adapter-pg';
import { type Prisma, PrismaClient } from './generated/client.ts';

export type Database = PrismaClient;
export type Transaction = Prisma.TransactionClient;

/** Milliseconds. No request may hang on the database: each wait for it ends in an error that becomes a 503. */
const limits = {
  connect: 5_000,
  statement: 5_000,
  /** Kept on this side too, for a server that does not even answer that it is too slow. */
  answer: 6_000,
  idleInTransaction: 60_000,
};

/**
 * A pool of connections; the first is made when the first query needs it.
 *
 * @param onError is told of connections that break while they are idle
 */
export function openDatabase(url: string, onError: (error: Error) => void): Database {
  const pool = {
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: limits.connect,
    statement_timeout: limits.statement,
    lock_timeout: limits.statement,
    query_timeout: limits.answer,
    idle_in_transaction_session_timeout: limits.idleInTransaction,
    keepAlive: true,
  };
  return new PrismaClient({
    adapter: new PrismaPg(pool, { onPoolError: onError, onConnectionError: onError }),
    transactionOptions: { maxWait: limits.connect, timeout: 2 * limits.statement },
  });
}

/** Rejects when the database can't be reached. */
export async function checkDatabase(db: Database): Promise<void> {
  await db.$queryRaw`SELECT 1`;
}
