import { databaseLimits, poolOptions } from '@photos/service-kit';
import { PrismaPg } from '@prisma/adapter-pg';
import { type Prisma, PrismaClient } from './generated/client.ts';

export type Database = PrismaClient;
export type Transaction = Prisma.TransactionClient;

/**
 * A pool of connections; the first is made when the first query needs it.
 *
 * @param onError is told of connections that break while they are idle
 */
export function openDatabase(url: string, onError: (error: Error) => void): Database {
  return new PrismaClient({
    adapter: new PrismaPg(poolOptions(url), { onPoolError: onError, onConnectionError: onError }),
    transactionOptions: { maxWait: databaseLimits.connect, timeout: 2 * databaseLimits.statement },
  });
}

/** Rejects when the database can't be reached. */
export async function checkDatabase(db: Database): Promise<void> {
  await db.$queryRaw`SELECT 1`;
}
