import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { MEDIA_GRANT_AUDIENCE, type MediaGrantClaims } from '@photos/attachment-contract';
import {
  type Answer,
  describeAttachmentContract,
  type ShownCredentials,
} from '@photos/attachment-contract/contract-suite';
import { createInternalClient, createMediaClient } from '@photos/attachment-contract/internal';
import { SignJWT } from 'jose';
import {
  freshDatabase,
  type RunningMediaService,
  startMediaService,
} from './support/start-media-service.ts';

const conversationId = randomUUID();
const uploaderId = randomUUID();
let service: RunningMediaService;

describeAttachmentContract('The media service, on its internal routes,', {
  setUp: async () => {
    service = await startMediaService(await freshDatabase());
  },
  tearDown: () => service.close(),
  given: {
    message: async (photos) => {
      const messageId = randomUUID();
      const attachmentIds: string[] = [];
      for (const { fileName, content, caption } of photos) {
        const { id } = await media().upload(await grant(), fileName, Readable.from([content]));
        if (caption !== '') await media().setCaption(await grant(), id, caption);
        attachmentIds.push(id);
      }
      await internal().reserve(messageId, { conversationId, uploaderId, attachmentIds });
      await internal().confirm(messageId);
      return { messageId, conversationId, uploaderId, attachmentIds };
    },
    editedCaption: async (id, caption) => {
      await media().setCaption(await grant(), id, caption);
    },
    deletedAttachment: async (id) => media().remove(await grant(), id),
  },
  readOne: (id, shown) => ask(`/internal/attachments/${id}`, { headers: headers(shown) }),
  readOfMessage: ({ messageId }, shown) =>
    ask('/internal/attachments/by-messages', {
      method: 'POST',
      headers: { ...headers(shown), 'content-type': 'application/json' },
      body: JSON.stringify({ messageIds: [messageId] }),
    }),
});

const requestId = () => undefined;
const media = () => createMediaClient({ url: service.origin, requestId });
const internal = () =>
  createInternalClient({ url: service.origin, serviceToken: service.serviceToken, requestId });

/** What the monolith gives the uploader. */
function grant(): Promise<string> {
  const claims: MediaGrantClaims = { conversation: conversationId, scope: 'write' };
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'EdDSA' })
    .setSubject(uploaderId)
    .setAudience(MEDIA_GRANT_AUDIENCE)
    .setExpirationTime('5m')
    .sign(service.signingKey);
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
