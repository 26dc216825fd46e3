import { expect } from '@jest/globals';
import type { Stack } from '@photos/local-stack';
import pg from 'pg';
import { waitFor } from './wait-for.ts';

/** A row of `attachments`: every column there is, by name. */
export type Row = Record<string, string | number | null>;

/** An outbox row, as far as tests look at it. */
export interface Pending {
  attachmentId: string;
  version: string;
  attempts: number;
  /** Seconds until it is due; negative once it is. */
  dueInSeconds: number;
}

/** Looks into the databases of the monolith and the media service, past both. */
export class BothStores {
  readonly monolith: pg.Pool;
  readonly service: pg.Pool;

  constructor(stack: Stack) {
    this.monolith = new pg.Pool({ connectionString: stack.databaseUrl('monolith'), max: 3 });
    this.service = new pg.Pool({ connectionString: stack.databaseUrl('media-service'), max: 3 });
  }

  async close(): Promise<void> {
    await Promise.all([this.monolith.end(), this.service.end()]);
  }

  /** All rows, tombstones too, by id. */
  async rows(store: 'monolith' | 'service'): Promise<Row[]> {
    const { rows } = await this[store].query<{ row: Row }>(
      'SELECT to_jsonb(attachments) AS row FROM attachments ORDER BY id',
    );
    return rows.map(({ row }) => row);
  }

  async row(store: 'monolith' | 'service', id: string): Promise<Row | undefined> {
    return (await this.rows(store)).find((row) => row.id === id);
  }

  async pending(): Promise<Pending[]> {
    const { rows } = await this.monolith.query<Pending>(`
      SELECT attachment_id AS "attachmentId", version, attempts,
             extract(epoch FROM next_attempt_at - now())::float AS "dueInSeconds"
      FROM attachment_outbox ORDER BY attachment_id`);
    return rows;
  }

  /**
   * Waits until every column of every row is the same on both sides, and nothing waits in the outbox.
   * A later phase may have given the service's table columns that only it knows.
   */
  async becomeEqual(withinMs = 40_000): Promise<void> {
    const compare = async () => {
      expect(await this.pending()).toEqual([]);
      expect(await this.rows('service')).toMatchObject(await this.rows('monolith'));
      return true;
    };
    await waitFor('both stores are equal', compare, withinMs).catch(compare);
  }
}
