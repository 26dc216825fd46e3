import type { Stack } from '@photos/local-stack';
import { Client as MinioClient } from 'minio';
import pg from 'pg';

/** Everything the app keeps, in a form that two points in time can be compared by. */
export interface StoreContents {
  users: string[];
  conversations: string[];
  messages: string[];
  /** Id, version and `deleted`, of tombstones too, and of uploads that no message has claimed. */
  attachments: string[];
  /** Keys in the bucket. */
  objects: string[];
  /** Keys of multipart uploads that were begun and neither completed nor aborted. */
  unfinishedUploads: string[];
}

/**
 * Looks behind the app, at its rows and objects: with SQL, and with an S3 client that the app does
 * not use. The one place in the suites that knows where they are.
 */
export class StoreInspector {
  readonly #messages: pg.Pool;
  readonly #attachments: pg.Pool;
  readonly #s3: MinioClient;
  readonly #bucket: string;

  constructor(stack: Stack) {
    this.#messages = openPool(stack.databaseUrl('monolith'));
    this.#attachments = openPool(stack.databaseUrl('media-service'));
    const { endpoint, region, bucket, accessKeyId, secretAccessKey } = stack.s3;
    const { protocol, hostname, port } = new URL(endpoint);
    const useSSL = protocol === 'https:';
    this.#bucket = bucket;
    this.#s3 = new MinioClient({
      endPoint: hostname,
      port: port ? Number(port) : useSSL ? 443 : 80,
      useSSL,
      region,
      accessKey: accessKeyId,
      secretKey: secretAccessKey,
      pathStyle: true,
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.#messages.end(), this.#attachments.end()]);
  }

  async contents(): Promise<StoreContents> {
    const [users, conversations, messages, attachments, objects, unfinishedUploads] =
      await Promise.all([
        column(this.#messages, 'SELECT id FROM users'),
        column(this.#messages, 'SELECT id FROM conversations'),
        column(this.#messages, `SELECT concat_ws(' ', id, deleted_at) FROM messages`),
        column(
          this.#attachments,
          `SELECT concat_ws(' ', id, version, deleted_at) FROM attachments
           UNION ALL SELECT concat_ws(' ', id, version) FROM uploads`,
        ),
        this.objectKeys(),
        this.#unfinishedUploads(),
      ]);
    return { users, conversations, messages, attachments, objects, unfinishedUploads };
  }

  /** Ids of the attachments that are not deleted. */
  async attachmentIds(): Promise<string[]> {
    return await column(this.#attachments, 'SELECT id FROM attachments WHERE deleted_at IS NULL');
  }

  /** Ids of the photos that are to be disposed of, now or later, unless they are kept before. */
  async disposals(): Promise<string[]> {
    return await column(this.#attachments, 'SELECT object_key FROM object_disposals');
  }

  /** Keys of everything in the bucket. */
  async objectKeys(): Promise<string[]> {
    const items = this.#s3.listObjectsV2(this.#bucket, '', true);
    const keys: string[] = [];
    for await (const { name } of items) if (name !== undefined) keys.push(name);
    return keys.sort();
  }

  async object(key: string): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of await this.#s3.getObject(this.#bucket, key)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  /** None on an S3 server that cannot list them, such as the one from npm. */
  async #unfinishedUploads(): Promise<string[]> {
    const uploads: string[] = [];
    try {
      for await (const { key } of this.#s3.listIncompleteUploads(this.#bucket, '', true)) {
        uploads.push(key);
      }
    } catch (error) {
      if ((error as Error).name !== 'InvalidXMLError') throw error;
    }
    return uploads.sort();
  }
}

function openPool(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 2 });
  // A test may cut the database off under an idle connection.
  pool.on('error', () => {});
  return pool;
}

async function column(pool: pg.Pool, query: string): Promise<string[]> {
  const { rows } = await pool.query({ text: query, rowMode: 'array' });
  return rows.map(([value]) => String(value)).sort();
}

/** The key that a photo's bytes are kept under. */
export function objectKey(attachmentId: string): string {
  return `attachments/${attachmentId}`;
}
