import {
  type Answer,
  describeAttachmentContract,
  type ShownCredentials,
} from '@photos/attachment-contract/contract-suite';
import { type RunningMonolith, startMonolith } from './support/start-monolith.ts';
import { type SignedIn, signUp, startConversation } from './support/users.ts';

let monolith: RunningMonolith;
let ada: SignedIn;
let conversationId: string;

describeAttachmentContract('The monolith', {
  setUp: async () => {
    monolith = await startMonolith();
    ada = await signUp(monolith.origin);
    conversationId = await startConversation(ada);
  },
  tearDown: () => monolith.close(),
  given: {
    message: async (given) => {
      const photos = given.map(({ fileName, content }) => ({
        fileName,
        content: new Blob([new Uint8Array(content)]),
      }));
      const message = await ada.client.messages.post(conversationId, { body: '', photos });
      for (const [i, { id }] of message.attachments.entries()) {
        const caption = given[i]?.caption;
        if (caption) await ada.client.attachments.setCaption({ id, conversationId }, caption);
      }
      const attachmentIds = message.attachments.map(({ id }) => id);
      return { messageId: message.id, conversationId, uploaderId: ada.user.id, attachmentIds };
    },
    editedCaption: async (id, caption) => {
      await ada.client.attachments.setCaption({ id, conversationId }, caption);
    },
    deletedAttachment: (id) => ada.client.attachments.delete({ id, conversationId }),
  },
  readOne: (id, credentials) => ask(`/api/attachments/${id}`, credentials),
  readOfMessage: async ({ messageId, conversationId: id }, credentials) => {
    const answer = await ask(`/api/conversations/${id}/messages?limit=100`, credentials);
    if (answer.status !== 200) return answer;
    const { items } = answer.body as { items: { id: string; attachments: unknown[] }[] };
    const message = items.find((item) => item.id === messageId);
    return { ...answer, body: { items: message?.attachments ?? [] } };
  },
});

async function ask(path: string, shown: ShownCredentials): Promise<Answer> {
  const headers = {
    valid: { authorization: `Bearer ${ada.token}` },
    'made-up': { authorization: 'Bearer made-up' },
    none: {},
  };
  const response = await fetch(monolith.origin + path, { headers: headers[shown] });
  const contentType = response.headers.get('content-type');
  return { status: response.status, contentType, body: await response.json() };
}
