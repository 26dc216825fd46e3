import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { Attachment, Message } from '../behaviour/clients/photo-app-client.ts';
import { ApiUser, json, messagesPath } from '../support/api.ts';
import { BothStores } from '../support/both-stores.ts';
import { makePhoto } from '../support/photos.ts';
import { type Behaviour, type Call, ServiceStandIn } from '../support/service-stand-in.ts';
import { type StackUnderTest, useStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

export interface ReadCutoverStack {
  app: StackUnderTest;
  stores: BothStores;
  /** Between the monolith and the media service. It passes everything again after each test. */
  standIn: ServiceStandIn;
  ada: ApiUser;
  conversationId: string;
  /** Posts a message of Ada's with one photo. */
  post(): Promise<{ message: Message; attachment: Attachment }>;
  /** Of the first page of the conversation. */
  listed(messageId: string): Promise<Attachment[]>;
  /** How many reads the monolith has counted by now, by source. */
  reads(): Promise<Record<'service' | 'pending' | 'fallback', number>>;
  /** As a service would be told. Whatever is not said stays as it is. */
  changeAtService(
    id: string,
    change: { caption?: string; deleted?: true; ahead?: number },
  ): Promise<void>;
}

/** The service answers, and does not hear of changes: these stay in the outbox. */
export function refuseMerges({ path }: Call): Behaviour {
  if (!path.endsWith('/merge')) return 'pass';
  return { status: 503, type: 'application/problem+json', body: '{}' };
}

/**
 * Has an instance read from the service until it does so in time: the first call takes longest, and
 * what takes too long is a fallback.
 */
async function warmUp(url: string): Promise<void> {
  const user = await ApiUser.create(url);
  const { id } = await user.startConversation();
  const { attachments } = await user.posted(id, { photos: [await makePhoto()] });
  await waitUntilServed(user, attachments[0]?.id ?? '');
}

/** Waits until the service has a photo, and a user's instance hears so in time. */
export async function waitUntilServed(user: ApiUser, id: string): Promise<void> {
  await waitFor('the service gives the photo', async () => {
    const path = `/api/attachments/${id}/content`;
    return (await user.fetch(path, { redirect: 'manual' })).status === 307;
  });
}

/** A stack whose media service can be made to lag or fail, a user, and a conversation of theirs. */
export function useReadCutoverStack(): ReadCutoverStack {
  const used = {} as ReadCutoverStack;
  used.app = useStack({
    env: async () => {
      used.standIn = await ServiceStandIn.start();
      return { monolith: { MEDIA_SERVICE_URL: used.standIn.url } };
    },
  });
  beforeAll(async () => {
    used.standIn.target = used.app.stack.internalUrl('media-service');
    used.stores = new BothStores(used.app.stack);
    used.ada = await ApiUser.create(used.app.origin);
    used.conversationId = (await used.ada.startConversation()).id;
    for (const { url } of used.app.stack.apps.monolith?.instances ?? []) await warmUp(url);
  });
  afterEach(() => used.standIn.behave('pass'));
  afterAll(async () => {
    await used.stores?.close();
    await used.standIn?.stop();
  });

  used.post = async () => {
    const photos = [await makePhoto()];
    const message = await used.ada.posted(used.conversationId, { photos });
    const [attachment] = message.attachments;
    if (!attachment) throw new Error('No attachment');
    return { message, attachment };
  };
  used.listed = async (messageId) => {
    const response = await used.ada.fetch(`${messagesPath(used.conversationId)}?limit=100`);
    const { items } = (await json(response)) as { items: Message[] };
    return items.find(({ id }) => id === messageId)?.attachments ?? [];
  };
  used.reads = async () => {
    const metrics = await used.app.stack.metrics('monolith');
    const of = (source: string) => metrics[`attachment_reads_total{source="${source}"}`] ?? 0;
    return { service: of('service'), pending: of('pending'), fallback: of('fallback') };
  };
  used.changeAtService = async (id, { caption, deleted, ahead = 1_000_000 }) => {
    await used.stores.service.query(
      `UPDATE attachments
       SET version = version + $2, caption = coalesce($3, caption),
           deleted_at = CASE WHEN $4 THEN now() ELSE deleted_at END, updated_at = now()
       WHERE id = $1`,
      [id, ahead, caption ?? null, deleted ?? false],
    );
  };
  return used;
}
