import { expect, it } from '@jest/globals';
import { expectRefusal, isoUtc, uuidV7 } from '../support/expect.ts';
import { useStack } from '../support/stack.ts';
import { newHandle, signUpAndIn } from '../support/users.ts';
import { describeForEachClient } from './clients/each-client.ts';
import type { Conversation, PhotoAppClient } from './clients/photo-app-client.ts';

const app = useStack();

describeForEachClient('conversations', app, (newClient) => {
  const newUser = async () => {
    const client = newClient();
    return { client, user: await signUpAndIn(client) };
  };
  const idsOf = async (client: PhotoAppClient) =>
    (await client.listConversations()).map(({ id }) => id);
  const memberIds = (conversation: Conversation) => conversation.members.map(({ id }) => id).sort();

  it('have the members that were named, and who started it', async () => {
    const [ada, ben, eve] = await Promise.all([newUser(), newUser(), newUser()]);
    const started = await ada.client.createConversation('Alps 2024 🏔', [ben.user.handle]);
    expect(started).toEqual({
      id: expect.stringMatching(uuidV7),
      title: 'Alps 2024 🏔',
      members: expect.arrayContaining([ada.user, ben.user]),
      createdAt: expect.stringMatching(isoUtc),
    });
    expect(memberIds(started)).toEqual([ada.user.id, ben.user.id].sort());
    for (const { client } of [ada, ben]) {
      const [listed] = await client.listConversations();
      expect(listed).toMatchObject({ id: started.id, title: started.title });
    }
    expect(await idsOf(eve.client)).toEqual([]);
  });

  it('count a member once, however often named', async () => {
    const [ada, ben] = await Promise.all([newUser(), newUser()]);
    const handles = [ben.user.handle, ben.user.handle.toUpperCase(), ada.user.handle];
    const conversation = await ada.client.createConversation('Twice', handles);
    expect(memberIds(conversation)).toEqual([ada.user.id, ben.user.id].sort());
  });

  it('may have one member only', async () => {
    const { client, user } = await newUser();
    const conversation = await client.createConversation('Notes to self', []);
    expect(conversation.members).toEqual([user]);
  });

  it('cannot have members who do not exist', async () => {
    const { client } = await newUser();
    await expectRefusal(client.createConversation('Ghosts', [newHandle()]), 422, 'memberHandles');
    expect(await idsOf(client)).toEqual([]);
  });

  it('are all listed', async () => {
    const { client } = await newUser();
    const ids: string[] = [];
    for (const title of ['One', 'Two', 'Three']) {
      ids.push((await client.createConversation(title, [])).id);
    }
    expect((await idsOf(client)).sort()).toEqual(ids.sort());
  });
});
