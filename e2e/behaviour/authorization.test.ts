import { beforeAll, describe, expect, it } from '@jest/globals';
import { expectProblem, expectRefusal } from '../support/expect.ts';
import { makePhoto } from '../support/photos.ts';
import { useStack } from '../support/stack.ts';
import { signUpAndIn } from '../support/users.ts';
import { describeForEachClient } from './clients/each-client.ts';
import type { Attachment, Message, PhotoAppClient } from './clients/photo-app-client.ts';

type Role = 'sender' | 'member' | 'stranger' | 'anonymous';

const app = useStack();

describeForEachClient('who may do what', app, (newClient) => {
  const clients = {} as Record<Role, PhotoAppClient>;
  let conversationId: string;

  beforeAll(async () => {
    for (const role of ['sender', 'member', 'stranger', 'anonymous'] as const) {
      clients[role] = newClient();
    }
    const [, member] = await Promise.all([
      signUpAndIn(clients.sender, 'sender'),
      signUpAndIn(clients.member, 'member'),
      signUpAndIn(clients.stranger, 'stranger'),
    ]);
    const conversation = await clients.sender.createConversation('Private', [member.handle]);
    conversationId = conversation.id;
  });

  /** A call on a message of the sender's; `refused` has the status for who may not make it. */
  const calls: {
    name: string;
    call: (client: PhotoAppClient, message: Message, photo: Attachment) => Promise<unknown>;
    refused: Partial<Record<Role, number>>;
  }[] = [
    {
      name: 'list the messages',
      call: (client) => client.listMessages(conversationId),
      refused: { stranger: 404, anonymous: 401 },
    },
    {
      name: 'post a message',
      call: (client) => client.postMessage(conversationId, { body: 'Hi' }),
      refused: { stranger: 404, anonymous: 401 },
    },
    {
      name: 'post a photo',
      call: async (client) =>
        client.postMessage(conversationId, { body: '', photos: [await makePhoto()] }),
      refused: { stranger: 404, anonymous: 401 },
    },
    {
      name: 'see an attachment',
      call: (client, _, photo) => client.getAttachment(photo),
      refused: { stranger: 404, anonymous: 401 },
    },
    {
      name: 'see the photo',
      call: (client, _, photo) => client.downloadPhoto(photo),
      refused: { stranger: 404, anonymous: 401 },
    },
    {
      name: 'set a caption',
      call: (client, _, photo) => client.setCaption(photo, 'Mine!'),
      refused: { member: 403, stranger: 404, anonymous: 401 },
    },
    {
      name: 'delete an attachment',
      call: (client, _, photo) => client.deleteAttachment(photo),
      refused: { member: 403, stranger: 404, anonymous: 401 },
    },
    {
      name: 'delete a message',
      call: (client, message) => client.deleteMessage(message.id),
      refused: { member: 403, stranger: 404, anonymous: 401 },
    },
  ];

  describe.each(calls)('$name', ({ call, refused }) => {
    it.each(['anonymous', 'stranger', 'member', 'sender'] as const)('as %s', async (role) => {
      const posted = await clients.sender.postMessage(conversationId, {
        body: 'Only for us',
        photos: [await makePhoto()],
      });
      const [photo] = posted.attachments;
      if (!photo) throw new Error('The message has no photo');
      const status = refused[role];
      if (status === undefined) {
        await call(clients[role], posted, photo);
        return;
      }
      await expectRefusal(call(clients[role], posted, photo), status);
      const { items } = await clients.sender.listMessages(conversationId);
      expect(items[0]).toEqual(posted);
      expect(await clients.sender.getAttachment(photo)).toEqual(photo);
    });
  });

  it('a conversation of others looks like one that does not exist', async () => {
    const nowhere = '018f0000-0000-7000-8000-000000000000';
    const foreign = await expectRefusal(clients.stranger.listMessages(conversationId), 404);
    const missing = await expectRefusal(clients.stranger.listMessages(nowhere), 404);
    expect({ ...foreign.problem, instance: '' }).toEqual({ ...missing.problem, instance: '' });
  });
});

describe('without a session', () => {
  const id = '018f0000-0000-7000-8000-000000000000';

  it.each([
    ['GET', '/api/conversations'],
    ['POST', '/api/conversations'],
    ['GET', `/api/conversations/${id}/messages`],
    ['POST', `/api/conversations/${id}/messages`],
    ['DELETE', `/api/messages/${id}`],
    ['GET', `/api/attachments/${id}`],
    ['GET', `/api/attachments/${id}/content`],
    ['PATCH', `/api/attachments/${id}`],
    ['DELETE', `/api/attachments/${id}`],
  ])('%s %s asks for one', async (method, path) => {
    const response = await fetch(app.origin + path, { method });
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    await expectProblem(response, 401);
  });
});
