import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';

/**
 * Equal iff the table's rows are, in whatever order. The drop refuses unless some archive has the
 * checksum of the table as it is then, so both must come from one definition.
 */
const archiveSchema = `
  CREATE TABLE IF NOT EXISTS attachment_archives (
    name        text PRIMARY KEY,
    row_count   bigint NOT NULL,
    checksum    bigint NOT NULL,
    archived_at timestamptz(3) NOT NULL DEFAULT now()
  );
  CREATE OR REPLACE FUNCTION attachments_checksum(OUT row_count bigint, OUT checksum bigint)
  LANGUAGE sql STABLE SET timezone TO 'UTC' SET datestyle TO 'ISO' AS $$
    SELECT count(*), coalesce(bit_xor(('x' || left(md5(attachments::text), 16))::bit(64)::bigint), 0)
    FROM attachments
  $$`;

export interface ArchiveOptions {
  databaseUrl: string;
  /** Where the media service answers: the bucket is its own. */
  serviceUrl: string;
  serviceToken: string;
}

export interface Archive {
  name: string;
  rows: number;
  checksum: string;
}

/**
 * Copies the old table into the bucket, as CSV with a header, compressed, and notes what was copied.
 * Gives undefined when there is no such table any more.
 */
export async function archiveOldTable(options: ArchiveOptions): Promise<Archive | undefined> {
  // Not with `poolOptions`, whose time limits would end the copy of a large table.
  const client = new pg.Client({ connectionString: options.databaseUrl });
  client.on('error', () => {}); // the query that is under way fails and tells
  await client.connect();
  try {
    const there = await client.query("SELECT to_regclass('attachments') IS NOT NULL AS there");
    if (!there.rows[0].there) return undefined;
    await client.query(archiveSchema);
    return await archive(client, options);
  } finally {
    await client.end();
  }
}

async function archive(client: pg.Client, options: ArchiveOptions): Promise<Archive> {
  const name = `attachments-${new Date().toISOString().replaceAll(/[:.]/g, '-').toLowerCase()}.csv.gz`;
  // Count, checksum and copy see one and the same table.
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  const { rows } = await client.query<{ row_count: string; checksum: string }>(
    'SELECT row_count, checksum FROM attachments_checksum()',
  );
  const [{ row_count: rowCount, checksum } = { row_count: '0', checksum: '0' }] = rows;
  const copy = client.query(
    copyTo('COPY (SELECT * FROM attachments ORDER BY id) TO STDOUT (FORMAT csv, HEADER)'),
  );
  await upload(name, copy, options);
  await client.query(
    'INSERT INTO attachment_archives (name, row_count, checksum) VALUES ($1, $2, $3)',
    [name, rowCount, checksum],
  );
  await client.query('COMMIT');
  return { name, rows: Number(rowCount), checksum };
}

async function upload(
  name: string,
  content: Readable,
  { serviceUrl, serviceToken }: ArchiveOptions,
): Promise<void> {
  const compressed = content.pipe(createGzip());
  content.once('error', (error) => compressed.destroy(error));
  const request = {
    method: 'PUT',
    headers: { authorization: `Bearer ${serviceToken}`, 'content-type': 'application/gzip' },
    body: Readable.toWeb(compressed),
    duplex: 'half',
  };
  const url = new URL(`/internal/archives/${name}`, serviceUrl);
  const response = await fetch(url, request as RequestInit).catch((cause) => {
    throw new Error('the archive did not arrive at the media service', { cause });
  });
  if (!response.ok) throw new Error(`the media service answered ${response.status}`);
}
