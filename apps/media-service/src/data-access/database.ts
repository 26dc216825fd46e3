import type { Query } from '@photos/attachment-replication';
import { invalid, isTransientError, poolOptions, unavailable } from '@photos/service-kit';
import pg from 'pg';

export interface Database {
  query: Query;
  close(): Promise<void>;
}

/**
 * A pool of connections; the first is made when the first query needs it.
 *
 * @param onError is told of connections that break while they are idle
 */
export function openDatabase(url: string, onError: (error: Error) => void): Database {
  const pool = new pg.Pool(poolOptions(url));
  pool.on('error', onError);
  return {
    query: async (sql, ...values) => {
      try {
        return (await pool.query(sql, values)).rows;
      } catch (error) {
        throw problemOfDatabaseError(error);
      }
    },
    close: () => pool.end(),
  };
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
