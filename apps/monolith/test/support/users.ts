import { randomBytes } from 'node:crypto';
import { createClient, type PhotosClient, type User } from '@photos/attachment-contract';

export const password = 'correct horse battery staple';

/** Somebody who is signed in. */
export interface SignedIn {
  user: User;
  token: string;
  client: PhotosClient;
}

export const newHandle = () => `user-${randomBytes(6).toString('hex')}`;

export async function signUp(origin: string): Promise<SignedIn> {
  const client = createClient({ origin });
  const handle = newHandle();
  await client.signUp({ handle, displayName: 'Test User', password });
  const { token, user } = await client.signIn({ handle, password });
  return { user, token, client };
}

/** Starts a conversation of these people, and gives its id. */
export async function startConversation(first: SignedIn, ...others: SignedIn[]): Promise<string> {
  const memberHandles = others.map(({ user }) => user.handle);
  const { id } = await first.client.conversations.create({ title: 'Test', memberHandles });
  return id;
}
