import type { Query } from '@photos/attachment-replication';
import pg from 'pg';

/** A pool of plain connections, for commands that move many rows: no ORM between SQL and them. */
export interface Pool {
  query: Query;
  /** What graphile-worker runs on. */
  pg: pg.Pool;
  /** Runs work in one transaction. */
  transact<T>(work: (query: Query) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** @param max connections at once; each is made when it is needed */
export function openPool(connectionString: string, max: number): Pool {
  const pool = new pg.Pool({
    connectionString,
    max,
    connectionTimeoutMillis: 10_000,
    statement_timeout: 60_000,
    keepAlive: true,
    application_name: 'monolith command',
  });
  // Whoever uses the connection gets the error too.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return {
    pg: pool,
    query: (sql, ...values) => queryBy(pool)(sql, ...values),
    transact: (work) => transact(pool, work),
    close: () => pool.end(),
  };
}

function queryBy(client: pg.Pool | pg.PoolClient): Query {
  return async (sql, ...values) => (await client.query(sql, values)).rows;
}

async function transact<T>(pool: pg.Pool, work: (query: Query) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(queryBy(client));
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}
