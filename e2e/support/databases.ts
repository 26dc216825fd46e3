import type { Stack } from '@photos/local-stack';
import pg from 'pg';

/** A row of `attachments`: every column there is, by name. */
export type Row = Record<string, string | number | null>;

/** Looks into the databases of the monolith and the media service, past both. */
export class Databases {
  readonly monolith: pg.Pool;
  readonly service: pg.Pool;

  constructor(stack: Stack) {
    this.monolith = new pg.Pool({ connectionString: stack.databaseUrl('monolith'), max: 3 });
    this.service = new pg.Pool({ connectionString: stack.databaseUrl('media-service'), max: 3 });
  }

  async close(): Promise<void> {
    await Promise.all([this.monolith.end(), this.service.end()]);
  }

  /** All attachments at the service, tombstones too, by id. */
  async attachments(): Promise<Row[]> {
    const { rows } = await this.service.query<{ row: Row }>(
      'SELECT to_jsonb(attachments) AS row FROM attachments ORDER BY id',
    );
    return rows.map(({ row }) => row);
  }
}
