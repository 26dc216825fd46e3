import { describe, expect, it } from '@jest/globals';
import { ApiUser } from '../support/api.ts';
import { expectProblem, expectRefusal, isoUtc, uuidV7 } from '../support/expect.ts';
import { useStack } from '../support/stack.ts';
import { newHandle, password } from '../support/users.ts';
import { describeForEachClient } from './clients/each-client.ts';

const app = useStack();

describeForEachClient('accounts', app, (newClient) => {
  it('signs up a user and says who that is, without the password', async () => {
    const handle = newHandle();
    const user = await newClient().signUp({ handle, displayName: 'Zoë 📷', password });
    expect(user).toEqual({
      id: expect.stringMatching(uuidV7),
      handle,
      displayName: 'Zoë 📷',
      createdAt: expect.stringMatching(isoUtc),
    });
  });

  it('takes a handle once, in whatever case', async () => {
    const handle = newHandle();
    await newClient().signUp({ handle, displayName: 'First', password });
    const second = { handle: handle.toUpperCase(), displayName: 'Second', password };
    await expectRefusal(newClient().signUp(second), 409);
  });

  it('lets only one of many at once have a handle', async () => {
    const account = { handle: newHandle(), displayName: 'Racer', password };
    const attempts = await Promise.allSettled(
      Array.from({ length: 4 }, () => newClient().signUp(account)),
    );
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const attempt of attempts) {
      if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ status: 409 });
    }
  });

  it('signs in with the password, whatever the case of the handle', async () => {
    const handle = newHandle();
    const user = await newClient().signUp({ handle, displayName: 'Ada', password });
    expect(await newClient().signIn({ handle: handle.toUpperCase(), password })).toEqual(user);
  });

  it('refuses a wrong password and an unknown handle alike', async () => {
    const handle = newHandle();
    await newClient().signUp({ handle, displayName: 'Ada', password });
    const wrong = await expectRefusal(newClient().signIn({ handle, password: 'not that' }), 401);
    const unknown = await expectRefusal(newClient().signIn({ handle: newHandle(), password }), 401);
    expect(unknown.problem.detail).toBe(wrong.problem.detail);
  });

  it('asks who has not signed in to do so', async () => {
    await expectRefusal(newClient().listConversations(), 401);
  });
});

describe('sessions on the wire', () => {
  it('come as a token and as a cookie that scripts cannot read, and both work', async () => {
    const handle = newHandle();
    const post = (path: string, body: unknown) =>
      fetch(app.origin + path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
    await post('/api/users', { handle, displayName: 'Ada', password });
    const response = await post('/api/sessions', { handle, password });
    expect(response.status).toBe(201);
    const { token } = (await response.json()) as { token: string };
    const [cookie = ''] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^session=[^;]+;/);
    expect(cookie).toMatch(/; *HttpOnly/i);
    expect(cookie).toMatch(/; *SameSite=Lax/i);

    for (const headers of [
      { Authorization: `Bearer ${token}` },
      { Authorization: `bearer ${token}` },
      { Cookie: `theme=dark; ${cookie.split(';')[0]}` },
    ]) {
      const list = await fetch(`${app.origin}/api/conversations`, {
        headers: new Headers(headers),
      });
      expect([list.status, await list.json()]).toEqual([200, { items: [] }]);
    }
  });

  it('answer creation with 201, deletion with 204 and unknown routes with a problem', async () => {
    const user = await ApiUser.create(app.origin);
    const created = await user.send('POST', '/api/conversations', {
      title: 'Holiday',
      memberHandles: [],
    });
    expect(created.status).toBe(201);
    const { id } = (await created.json()) as { id: string };
    const posted = await user.post(id, { body: 'Hello' });
    expect(posted.status).toBe(201);
    const message = (await posted.json()) as { id: string };
    const deleted = await user.fetch(`/api/messages/${message.id}`, { method: 'DELETE' });
    expect([deleted.status, await deleted.text()]).toEqual([204, '']);
    await expectProblem(await user.fetch('/api/nothing-here'), 404);
  });
});
