import { randomBytes } from 'node:crypto';
import type { PhotoAppClient, User } from '../behaviour/clients/photo-app-client.ts';

export const password = 'correct horse battery staple';

/** A handle that no other test has. */
export function newHandle(name = 'user'): string {
  return `${name}-${randomBytes(5).toString('hex')}`;
}

/** Signs up a new user and signs them in on this client. */
export async function signUpAndIn(client: PhotoAppClient, name?: string): Promise<User> {
  const handle = newHandle(name);
  await client.signUp({ handle, displayName: name ?? 'User', password });
  return await client.signIn({ handle, password });
}
