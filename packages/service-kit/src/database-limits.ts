/** Milliseconds. No request may hang on the database: each wait for it ends in an error that becomes a 503. */
export const databaseLimits = {
  connect: 5_000,
  /** Waiting for locks included. */
  statement: 5_000,
  /** Kept on the app's side too, for a server that does not even answer that it is too slow. */
  answer: 6_000,
  idleInTransaction: 60_000,
};

/**
 * Options of an app's pool of connections to PostgreSQL, for `pg` and what builds on it.
 *
 * @param connectionString the database's URL
 */
export function poolOptions(connectionString: string) {
  return {
    connectionString,
    max: 10,
    connectionTimeoutMillis: databaseLimits.connect,
    statement_timeout: databaseLimits.statement,
    query_timeout: databaseLimits.answer,
    idle_in_transaction_session_timeout: databaseLimits.idleInTransaction,
    keepAlive: true,
    // Prisma's adapter drops the offset of a time, in both directions: what it takes for UTC has to be
    // UTC, whatever the server or the database is set to (prisma/prisma#26786, prisma/prisma#28629).
    options: '-c timezone=UTC',
  };
}
