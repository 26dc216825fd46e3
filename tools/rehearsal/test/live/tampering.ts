import { randomBytes } from 'node:crypto';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Stack } from '@photos/local-stack';
import pg from 'pg';

/**
 * Changes the running system behind the apps' backs, as a bug of theirs would. It does so in every
 * database that has attachments, so it works whichever phase's app is running.
 */
export class Tampering {
  readonly #stack: Stack;

  constructor(stack: Stack) {
    this.#stack = stack;
  }

  /** Runs SQL wherever there is a table of attachments, and gives the rows of all of them. */
  async sql<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    const results: Row[] = [];
    for (const url of this.#databaseUrls()) {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      try {
        const { rows } = await client.query("SELECT to_regclass('attachments') AS there");
        if (rows[0].there === null) continue;
        // No trigger, and no foreign key, protects a database from its own bugs.
        await client.query('SET session_replication_role = replica');
        results.push(...(await client.query<Row>(text, values)).rows);
      } finally {
        await client.end();
      }
    }
    return results;
  }

  /** Puts other bytes into the bucket, as many as given, as the object of an attachment. */
  async putObject(attachment: string, byteSize: number): Promise<void> {
    const { endpoint, region, bucket, ...credentials } = this.#stack.s3;
    const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    const Key = `attachments/${attachment}`;
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: randomBytes(byteSize) }));
    s3.destroy();
  }

  #databaseUrls(): string[] {
    return Object.keys(this.#stack.apps).flatMap((app) => {
      try {
        return [this.#stack.databaseUrl(app)];
      } catch {
        return [];
      }
    });
  }
}
