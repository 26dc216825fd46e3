import { randomUUID } from 'node:crypto';
import {
  type Answer,
  describeAttachmentContract,
  type ShownCredentials,
} from '@photos/attachment-contract/contract-suite';
import {
  type AttachmentSnapshot,
  createInternalClient,
} from '@photos/attachment-contract/internal';
import {
  freshDatabase,
  type RunningMediaService,
  startMediaService,
} from './support/start-media-service.ts';

let service: RunningMediaService;
/** What the monolith would have in its table. */
const rows = new Map<string, AttachmentSnapshot>();

describeAttachmentContract('The media service, on its internal routes,', {
  setUp: async () => {
    service = await startMediaService(await freshDatabase());
  },
  tearDown: () => service.close(),
  given: {
    message: async (photos) => {
      const [messageId, conversationId, uploaderId] = [randomUUID(), randomUUID(), randomUUID()];
      const now = new Date().toISOString();
      const snapshots = photos.map(({ content: _, ...photo }, position) => ({
        ...photo,
        id: randomUUID(),
        messageId,
        conversationId,
        uploaderId,
        position,
        version: '1000',
        createdAt: now,
        updatedAt: now,
        deletedAt: null,
      }));
      await write(...snapshots);
      const attachmentIds = snapshots.map(({ id }) => id);
      return { messageId, conversationId, uploaderId, attachmentIds };
    },
    editedCaption: (id, caption) => change(id, { caption }),
    deletedAttachment: (id) => change(id, { deletedAt: new Date().toISOString() }),
  },
  readOne: (id, shown) => ask(`/internal/attachments/${id}`, { headers: headers(shown) }),
  readOfMessage: ({ messageId }, shown) =>
    ask('/internal/attachments/by-messages', {
      method: 'POST',
      headers: { ...headers(shown), 'content-type': 'application/json' },
      body: JSON.stringify({ messageIds: [messageId] }),
    }),
});

/** Replicates rows, as the monolith does. */
async function write(...snapshots: AttachmentSnapshot[]): Promise<void> {
  const { origin: url, serviceToken } = service;
  const client = createInternalClient({ url, serviceToken, requestId: () => undefined });
  await client.merge(snapshots);
  for (const snapshot of snapshots) rows.set(snapshot.id, snapshot);
}

async function change(id: string, changes: Partial<AttachmentSnapshot>): Promise<void> {
  const row = rows.get(id);
  if (!row) throw new Error(`No attachment ${id} was given`);
  const version = String(BigInt(row.version) + 1n);
  await write({ ...row, version, updatedAt: new Date().toISOString(), ...changes });
}

function headers(shown: ShownCredentials): Record<string, string> {
  if (shown === 'none') return {};
  return { authorization: `Bearer ${shown === 'valid' ? service.serviceToken : 'made-up'}` };
}

async function ask(path: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(service.origin + path, init);
  const contentType = response.headers.get('content-type');
  return { status: response.status, contentType, body: await response.json() };
}
