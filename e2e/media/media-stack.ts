import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Instance } from '@photos/local-stack';
import type pg from 'pg';
import type { Attachment, Message } from '../behaviour/clients/photo-app-client.ts';
import { ApiUser, json, messagesPath } from '../support/api.ts';
import { Databases } from '../support/databases.ts';
import type { Photo } from '../support/photos.ts';
import { type StackUnderTest, useStack } from '../support/stack.ts';
import { objectKey } from '../support/store-inspector.ts';
import { waitFor } from '../support/wait-for.ts';

export interface MediaStack {
  app: StackUnderTest;
  stores: Databases;
  ada: ApiUser;
  conversationId: string;
}

export type Scope = 'read' | 'write';

/** Longer than a crash and all that follows from it may take to settle. */
const settledWithinMs = 40_000;

/**
 * A stack that gives photos up which nobody wants after `graceSeconds`, a user, and their conversation.
 *
 * @param reachDatabase gives the URL by which the service is to reach its database
 */
export function useMediaStack(
  graceSeconds = 3_600,
  reachDatabase = async (databaseUrl: string) => databaseUrl,
): MediaStack {
  const used = {} as MediaStack;
  used.app = useStack({
    env: async (_servers, databaseUrl) => ({
      'media-service': {
        UPLOAD_GRACE_SECONDS: String(graceSeconds),
        DATABASE_URL: await reachDatabase(databaseUrl('media-service')),
      },
    }),
  });
  beforeAll(async () => {
    used.stores = new Databases(used.app.stack);
    used.ada = await ApiUser.create(used.app.origin);
    used.conversationId = (await used.ada.startConversation()).id;
  });
  afterAll(() => used.stores?.close());
  return used;
}

export async function grantOf(user: ApiUser, conversationId: string, scope: Scope) {
  const path = `/api/conversations/${conversationId}/media-grant?scope=${scope}`;
  return ((await json(await user.fetch(path))) as { token: string }).token;
}

/** A request to `/media` with a grant. */
export async function media(
  origin: string,
  grant: string,
  [method, path, body]: readonly [string, string, (FormData | object | undefined)?],
): Promise<Response> {
  const isForm = body instanceof FormData;
  return await fetch(`${origin}/media/attachments${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${grant}`,
      ...(body && !isForm ? { 'Content-Type': 'application/json' } : {}),
    },
    ...(body ? { body: isForm ? body : JSON.stringify(body) } : {}),
  });
}

export function photoForm(photo: Photo): FormData {
  const form = new FormData();
  form.append('photo', new Blob([photo.bytes], { type: photo.contentType }), photo.fileName);
  return form;
}

/** Uploads a photo that no message has yet. */
export async function upload(
  user: ApiUser,
  conversationId: string,
  photo: Photo,
): Promise<Attachment> {
  const grant = await grantOf(user, conversationId, 'write');
  const answer = await media(user.origin, grant, ['POST', '', photoForm(photo)]);
  return (await json(answer)) as Attachment;
}

/** Posts a message that names uploads, whatever the answer. */
export async function postReferences(
  user: ApiUser,
  conversationId: string,
  references: { body?: string; attachmentIds: string[] },
  idempotencyKey?: string,
): Promise<Response> {
  return await user.fetch(messagesPath(conversationId), {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(idempotencyKey !== undefined && { 'Idempotency-Key': idempotencyKey }),
    },
    body: JSON.stringify(references),
  });
}

export async function listed(user: ApiUser, conversationId: string): Promise<Message[]> {
  const page = await json(await user.fetch(`${messagesPath(conversationId)}?limit=100`));
  return (page as { items: Message[] }).items;
}

/** Waits until a statement like this waits for a lock, in as many sessions as are given. */
export async function waitsForLock(pool: pg.Pool, statement: string, sessions = 1): Promise<void> {
  await waitFor(`a lock is waited for by ${statement}`, async () => {
    const { rows } = await pool.query(
      `SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE $1`,
      [`%${statement}%`],
    );
    return rows.length >= sessions;
  });
}

/** Does `work` while a transaction of the test's own holds what `lock` takes. */
export async function whileLocked<T>(
  pool: pg.Pool,
  lock: string,
  work: (release: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let held = true;
  const release = async () => {
    if (held) await client.query('ROLLBACK');
    held = false;
  };
  try {
    await client.query(`BEGIN; ${lock}`);
    return await work(release);
  } finally {
    await release();
    client.release();
  }
}

export function instancesOf({ app }: MediaStack, name: string): Instance[] {
  return [...(app.stack.apps[name]?.instances ?? [])];
}

/**
 * Waits until nothing is under way any more, and then each message has the photos that it was posted
 * with, and there is no photo, neither row nor object, that is not of such a message.
 */
export async function expectSettled({ app, stores }: MediaStack): Promise<void> {
  const check = async () => {
    const none = async (pool: pg.Pool, table: string) =>
      expect([table, (await pool.query(`SELECT FROM ${table}`)).rowCount]).toEqual([table, 0]);
    await none(stores.monolith, 'media_outbox');
    await none(stores.service, 'reservations');
    await none(stores.service, 'uploads');
    await none(stores.service, 'object_disposals');
    const { rows: wanted } = await stores.monolith.query<{ id: string; photos: number }>(
      `SELECT id, photo_count AS photos FROM messages
        WHERE deleted_at IS NULL AND photo_count > 0 ORDER BY id`,
    );
    const { rows: had } = await stores.service.query<{ id: string; photos: number }>(
      `SELECT message_id AS id, count(*)::integer AS photos FROM attachments
        WHERE deleted_at IS NULL GROUP BY message_id ORDER BY message_id`,
    );
    expect(had).toEqual(wanted);
    const { rows: live } = await stores.service.query<{ id: string }>(
      'SELECT id FROM attachments WHERE deleted_at IS NULL ORDER BY id',
    );
    expect(await app.store.objectKeys()).toEqual(live.map(({ id }) => objectKey(id)));
    return true;
  };
  await waitFor('all is settled', check, settledWithinMs).catch(check);
}
