import { ALL_KEYS, type Query, snapshotJson } from '@photos/attachment-replication';

const pageSize = 1_000;

/** An attachment as it is here, and whether the service is still to get a change of it. */
export interface SnapshotToCompare {
  id: string;
  /** Null when there is no row. */
  snapshot: Record<string, unknown> | null;
  pending: boolean;
}

/** Row and outbox are seen at one point in time: a change is in both or in neither. */
export async function findSnapshotsToCompare(
  query: Query,
  ids: string[],
): Promise<SnapshotToCompare[]> {
  return query<SnapshotToCompare>(
    `SELECT wanted.id,
            CASE WHEN stored.id IS NOT NULL THEN ${snapshotJson('stored')}::json END AS snapshot,
            outbox.attachment_id IS NOT NULL AS pending
     FROM unnest($1::uuid[]) AS wanted (id)
     LEFT JOIN attachments AS stored ON stored.id = wanted.id
     LEFT JOIN attachment_outbox AS outbox ON outbox.attachment_id = wanted.id`,
    ids,
  );
}

/** A photo that is not deleted. */
export interface ListedPhoto {
  id: string;
  byteSize: number;
}

/** All photos that are not deleted, in the order of their ids, a page at a time. */
export async function* listPhotos(query: Query): AsyncGenerator<ListedPhoto[], void> {
  let { after } = ALL_KEYS;
  for (;;) {
    const page = await query<ListedPhoto>(
      `SELECT id, byte_size::float AS "byteSize" FROM attachments
       WHERE id > $1::uuid AND deleted_at IS NULL ORDER BY id LIMIT $2`,
      after,
      pageSize,
    );
    yield page;
    const last = page.at(-1);
    if (!last || page.length < pageSize) return;
    after = last.id;
  }
}

/** What is known of a photo's object. */
export interface PhotoRow {
  /** There is a row, and it is not a tombstone. */
  live: boolean;
  /** The object is to be deleted, now or later. */
  disposal: boolean;
  byteSize: number | null;
  sha256: string | null;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** By id. An object's key may be anything; what is no id is of no photo. */
export async function findPhotos(query: Query, ids: string[]): Promise<Map<string, PhotoRow>> {
  const rows = await query<PhotoRow & { id: string }>(
    `SELECT wanted.id,
            stored.id IS NOT NULL AND stored.deleted_at IS NULL AS live,
            disposal.photo_id IS NOT NULL AS disposal,
            stored.byte_size::float AS "byteSize", stored.sha256
     FROM unnest($1::uuid[]) AS wanted (id)
     LEFT JOIN attachments AS stored ON stored.id = wanted.id
     LEFT JOIN object_disposals AS disposal ON disposal.photo_id = wanted.id`,
    ids.filter((id) => uuid.test(id)),
  );
  return new Map(rows.map(({ id, ...photo }) => [id, photo]));
}

/** Roughly how many rows there are, as the last ANALYZE has found: to say how far the check is. */
export async function estimateAttachments(query: Query): Promise<number> {
  const [table] = await query<{ rows: number }>(
    `SELECT greatest(reltuples, 0)::float AS rows FROM pg_class WHERE oid = 'attachments'::regclass`,
  );
  return table?.rows ?? 0;
}

/** How many changes the service is still to get. */
export async function countPending(query: Query): Promise<number> {
  const [outbox] = await query<{ pending: number }>(
    'SELECT count(*)::integer AS pending FROM attachment_outbox',
  );
  return outbox?.pending ?? 0;
}
