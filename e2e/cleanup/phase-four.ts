import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { CommandResult, Stack } from '@photos/local-stack';
import pg from 'pg';
import { checkout } from '../support/stack.ts';

const migrations = join(checkout, 'apps/monolith/prisma/migrations');
const drop = '20260601000000_drop_attachments';

/** What phase 4 leaves behind: the frozen table, and a media service that knows when it was last asked. */
export class PhaseFour {
  readonly stack: Stack;
  readonly monolith: pg.Pool;
  readonly service: pg.Pool;
  readonly #server: Server;
  /** Seconds since the media service's old routes were last used. */
  usage: { route: string; secondsAgo: number }[] = [];

  private constructor(stack: Stack, server: Server) {
    this.stack = stack;
    this.#server = server;
    this.monolith = new pg.Pool({ connectionString: stack.databaseUrl('monolith'), max: 2 });
    this.service = new pg.Pool({ connectionString: stack.databaseUrl('media-service'), max: 2 });
  }

  /** Puts the tables back that the newest migration drops, empty. */
  static async of(stack: Stack): Promise<PhaseFour> {
    const server = createServer();
    const phaseFour = new PhaseFour(stack, server);
    server.on('request', async (req, res) => {
      // All but this one route is the media service's own.
      const answer =
        req.url === '/internal/old-route-usage' ? phaseFour.usage : await phaseFour.#passOn(req);
      const body = Array.isArray(answer) ? JSON.stringify({ items: answer }) : answer;
      res.setHeader('content-type', 'application/json').end(body);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    await phaseFour.restoreTables();
    return phaseFour;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await Promise.all([this.monolith.end(), this.service.end()]);
  }

  /** The migrations up to the drop, on a database of their own, are what phase 4's schema is made of. */
  async restoreTables(): Promise<void> {
    await this.monolith.query(`
      DROP SCHEMA IF EXISTS phase_four CASCADE;
      CREATE SCHEMA phase_four;
      DELETE FROM _prisma_migrations WHERE migration_name = '${drop}';
      DROP TABLE IF EXISTS attachment_archives`);
    const client = await this.monolith.connect();
    try {
      await client.query('SET search_path TO phase_four');
      const names = (await readdir(migrations)).filter((name) => /^\d/.test(name) && name < drop);
      for (const name of names.sort()) {
        await client.query(await readFile(join(migrations, name, 'migration.sql'), 'utf8'));
      }
      // All that is not in the schema of today is what phase 4 had more.
      const { rows: tables } = await client.query<{ name: string }>(`
        SELECT tablename AS name FROM pg_tables WHERE schemaname = 'phase_four'
        EXCEPT SELECT tablename FROM pg_tables WHERE schemaname = 'public'`);
      await client.query(`
        ALTER TABLE attachments DROP CONSTRAINT IF EXISTS attachments_message_id_fkey;
        DROP FUNCTION IF EXISTS public.hybrid_clock(bigint);
        ALTER FUNCTION hybrid_clock(bigint) SET SCHEMA public;
        DROP FUNCTION IF EXISTS public.note_deleted_message() CASCADE;
        ALTER FUNCTION note_deleted_message() SET SCHEMA public`);
      for (const { name } of tables) {
        await client.query(`ALTER TABLE phase_four."${name}" SET SCHEMA public`);
      }
    } finally {
      client.release(true);
    }
    await this.monolith.query('DROP SCHEMA phase_four CASCADE');
  }

  /** Takes all rows out of the monolith's tables that the drop is about. */
  async emptyTables(): Promise<void> {
    await this.monolith.query(
      'TRUNCATE attachments, attachment_outbox, object_disposals, old_route_usage',
    );
  }

  /** Adds a row to the frozen table, and by default to the media service: a photo as phase 3 left it. */
  async addRow({ atService = true, ...changes }: RowOptions = {}): Promise<string> {
    const row = {
      id: randomUUID(),
      version: '1000',
      caption: 'Ünïcode, "quoted",\nand ✓',
      deleted: false,
      ...changes,
    };
    const insert = `
      INSERT INTO attachments (id, message_id, conversation_id, uploader_id, position, file_name,
        content_type, byte_size, sha256, caption, version, created_at, updated_at, deleted_at)
      VALUES ($1, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 0, 'a.png',
        'image/png', 10, repeat('0', 64), $2, $3, now(), now(), CASE WHEN $4 THEN now() END)
      RETURNING *`;
    const values = [row.id, row.caption, row.version, row.deleted];
    const { rows } = await this.monolith.query(insert, values);
    if (atService) {
      const [columns, row] = [Object.keys(rows[0]), Object.values(rows[0])];
      const places = columns.map((_, i) => `$${i + 1}`);
      await this.service.query(
        `INSERT INTO attachments (${columns}) VALUES (${places})`,
        row as unknown[],
      );
    }
    return row.id;
  }

  /** Adds an object that only phase 4's monolith would delete. */
  async addUndisposed(): Promise<void> {
    await this.monolith.query('INSERT INTO object_disposals VALUES (gen_random_uuid(), now())');
  }

  /** Runs the clean-up's commands against this system. */
  run(...args: string[]): Promise<CommandResult> {
    const env = { MEDIA_SERVICE_URL: this.url };
    return this.stack.run('monolith', args, { env });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async hasTable(name: string): Promise<boolean> {
    const { rows } = await this.monolith.query('SELECT to_regclass($1) AS there', [name]);
    return rows[0].there !== null;
  }

  async #passOn(req: import('node:http').IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    const { authorization = '', 'content-type': type = '' } = req.headers;
    const hasBody = req.method !== 'GET';
    const response = await fetch(this.stack.internalUrl('media-service') + req.url, {
      method: req.method ?? 'GET',
      headers: { authorization, 'content-type': type },
      ...(hasBody && { body: Buffer.concat(chunks) }),
    });
    return await response.text();
  }
}

export interface RowOptions {
  id?: string;
  version?: string;
  caption?: string;
  deleted?: boolean;
  /** Whether the media service has it too. */
  atService?: boolean;
}
