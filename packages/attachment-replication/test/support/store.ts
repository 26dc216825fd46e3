import type { AttachmentSnapshot } from '@photos/attachment-contract/internal';
import type pg from 'pg';
import { columns, mergeSnapshots, type Query } from '../../src/index.ts';

const table = columns.map(({ name, type }) => {
  const constraint = name === 'id' ? 'PRIMARY KEY' : name === 'deleted_at' ? '' : 'NOT NULL';
  return `${name} ${type} ${constraint}`;
});

/** One store of attachments: a schema of its own with the table that both sides have. */
export class Store {
  readonly query: Query;
  private readonly client: pg.PoolClient;

  private constructor(client: pg.PoolClient) {
    this.client = client;
    this.query = async (sql, ...values) => (await client.query(sql, values)).rows;
  }

  static async create(pool: pg.Pool, schema: string): Promise<Store> {
    const client = await pool.connect();
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema}; SET search_path TO ${schema}`);
    await client.query(`CREATE TABLE IF NOT EXISTS attachments (${table})`);
    return new Store(client);
  }

  merge(snapshots: readonly AttachmentSnapshot[]): Promise<string[]> {
    return mergeSnapshots(this.query, snapshots);
  }

  /** Everything the store holds, as it would send it to the other one. */
  async snapshots(): Promise<AttachmentSnapshot[]> {
    const fields = columns.map(({ name, wire, type }) =>
      name === 'version'
        ? `version::text AS "version"`
        : type === 'bigint'
          ? `${name}::int AS "${wire}"`
          : `${name} AS "${wire}"`,
    );
    const rows = await this.query(`SELECT ${fields} FROM attachments ORDER BY id`);
    return JSON.parse(JSON.stringify(rows)) as AttachmentSnapshot[];
  }

  async clear(): Promise<void> {
    await this.query('DELETE FROM attachments');
  }

  release(): void {
    this.client.release();
  }
}
