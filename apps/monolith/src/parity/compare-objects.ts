import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type { Query } from '@photos/attachment-replication';
import { PhotoNotFoundError, type PhotoStorage } from '@photos/photo-storage';
import { findPhotos, listPhotos, type PhotoRow } from '../data-access/parity-store.ts';
import { confirmFindings, type Finding } from './finding.ts';
import { Sample } from './sample.ts';

export interface CompareObjectsOptions {
  query: Query;
  storage: PhotoStorage;
  /** How many objects are read and hashed. */
  sampleContent: number;
  onPhotos: (count: number) => void;
  onFinding: (finding: Finding) => void;
}

const suspectsAtOnce = 100;

/**
 * Compares the bucket with the rows: both come in the order of ids, so one walk through both sees
 * what is missing on either side, in a little memory.
 *
 * @returns how many objects were hashed
 */
export async function compareObjects(options: CompareObjectsOptions): Promise<{ hashed: number }> {
  const sample = new Sample<string>(options.sampleContent);
  let suspects: string[] = [];
  for await (const id of suspiciousIds(options, sample)) {
    suspects.push(id);
    if (suspects.length < suspectsAtOnce) continue;
    await judge(suspects, options);
    suspects = [];
  }
  await judge(suspects, options);
  for (const id of sample.items) await judgeContent(id, options);
  return { hashed: sample.items.length };
}

/** Ids of rows without an object, of objects without a row, and of those that differ in size. */
async function* suspiciousIds(
  { query, storage, onPhotos }: CompareObjectsOptions,
  sample: Sample<string>,
): AsyncGenerator<string, void> {
  const objects = storage.list();
  let object = await objects.next();
  for await (const page of listPhotos(query)) {
    for (const { id, byteSize } of page) {
      for (; !object.done && object.value.id < id; object = await objects.next()) {
        yield object.value.id;
      }
      if (object.done || object.value.id !== id) {
        yield id;
        continue;
      }
      if (object.value.byteSize === byteSize) sample.offer(id);
      else yield id;
      object = await objects.next();
    }
    onPhotos(page.length);
  }
  for (; !object.done; object = await objects.next()) yield object.value.id;
}

async function judge(ids: string[], options: CompareObjectsOptions): Promise<void> {
  const findings = await confirmFindings(ids, (suspects) => compareEach(suspects, options));
  for (const finding of findings) options.onFinding(finding);
}

async function compareEach(
  ids: string[],
  { query, storage }: CompareObjectsOptions,
): Promise<Finding[]> {
  const photos = await findPhotos(query, ids);
  const findings = await Promise.all(
    ids.map(async (id) => compareOne(id, photos.get(id), (await storage.head(id))?.byteSize)),
  );
  return findings.flatMap((finding) => finding ?? []);
}

function compareOne(
  id: string,
  photo: PhotoRow | undefined,
  byteSize: number | undefined,
): Finding | undefined {
  // An object that is due for disposal may be there or not.
  if (photo?.disposal) return undefined;
  if (!photo?.live) {
    if (byteSize === undefined) return undefined;
    return { kind: 'extra object', id, detail: 'belongs to no photo, and nobody will delete it' };
  }
  if (byteSize === undefined) return { kind: 'missing object', id, detail: 'not in the bucket' };
  if (byteSize === photo.byteSize) return undefined;
  return {
    kind: 'wrong size',
    id,
    detail: `${byteSize} bytes in the bucket, ${photo.byteSize} in the row`,
  };
}

async function judgeContent(id: string, options: CompareObjectsOptions): Promise<void> {
  const { query, storage, onFinding } = options;
  const findings = await confirmFindings([id], async () => {
    const hash = await sha256Of(storage, id);
    const photo = (await findPhotos(query, [id])).get(id);
    if (!photo?.live || photo.disposal || hash === photo.sha256) return [];
    const detail = hash ? `SHA-256 ${hash}, ${photo.sha256} in the row` : 'not in the bucket';
    return [{ kind: hash ? 'wrong content' : 'missing object', id, detail }];
  });
  for (const finding of findings) onFinding(finding);
}

async function sha256Of(storage: PhotoStorage, id: string): Promise<string | undefined> {
  try {
    const { body } = await storage.open(id);
    const hash = createHash('sha256');
    await pipeline(body, hash);
    return hash.digest('hex');
  } catch (error) {
    if (error instanceof PhotoNotFoundError) return undefined;
    throw error;
  }
}
