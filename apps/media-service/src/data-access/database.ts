import { invalid, isTransientError, poolOptions, unavailable } from '@photos/service-kit';
import pg from 'pg';
import type { Query } from './query.ts';

export interface Database {
  query: Query;
  /** Runs `work` on one connection, in a transaction that is rolled back when it throws. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * A pool of connections; the first is made when the first query needs it.
 *
 * @param onError is told of connections that break
 */
export function openDatabase(url: string, onError: (error: Error) => void): Database {
  const pool = new pg.Pool(poolOptions(url));
  // The pool listens to idle connections only: one that breaks in a transaction would take the process with it.
  pool.on('connect', (client) => client.on('error', onError));
  pool.on('error', () => {});
  return {
    query: queryOf(pool),
    transaction: (work) => transaction(pool, work),
    close: () => pool.end(),
  };
}

function queryOf(connection: pg.Pool | pg.PoolClient): Query {
  return async (sql, ...values) => {
    try {
      return (await connection.query(sql, values)).rows;
    } catch (error) {
      throw problemOfDatabaseError(error);
    }
  };
}

async function transaction<T>(pool: pg.Pool, work: (query: Query) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error) => {
    throw problemOfDatabaseError(error);
  });
  const query = queryOf(client);
  let broken = false;
  try {
    await query('BEGIN');
    const result = await work(query);
    await query('COMMIT');
    return result;
  } catch (error) {
    await query('ROLLBACK').catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    // A connection that could not even roll back is not given to anybody else.
    client.release(broken);
  }
}

function problemOfDatabaseError(error: unknown): unknown {
  if (isUnavailable(error)) return unavailable('The database is not available.', 5, error);
  if (isOutOfRange(error)) return invalid({ request: ['has values that cannot be stored'] });
  return error;
}

/** Well-formed, but beyond a type's range, such as a version above 2^63 or the year 0 (class 22, data exception). */
function isOutOfRange(error: unknown): boolean {
  return error instanceof pg.DatabaseError && Boolean(error.code?.startsWith('22'));
}

/**
 * The database is down, hangs, or is too busy: the same request may succeed later. What PostgreSQL
 * answers is a `DatabaseError`; an error that is none means that it did not answer.
 */
function isUnavailable(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return true;
  return isTransientError(error.code ?? '');
}
