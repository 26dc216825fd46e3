import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Message } from '../behaviour/clients/photo-app-client.ts';
import { json } from '../support/api.ts';
import { makePhoto } from '../support/photos.ts';
import type { Behaviour } from '../support/service-stand-in.ts';
import { waitFor } from '../support/wait-for.ts';
import { useDualWriteStack } from './dual-write-stack.ts';

/**
 * One timeout of half a second, and what the request itself takes on a busy machine. Less than the
 * three seconds of a relay, which are not for users to wait.
 */
const boundMs = 2_500;

const html = '<!doctype html><title>Welcome</title>';
const answers: Record<string, Behaviour> = {
  'answers 500': { status: 500, type: 'application/json', body: '{}' },
  'answers 401': { status: 401, type: 'application/problem+json', body: '{}' },
  'answers 200 with a page of HTML': { status: 200, type: 'text/html', body: html },
  'answers 200 with HTML that says it is JSON': {
    status: 200,
    type: 'application/json',
    body: html,
  },
  'answers 200 with half of the JSON': {
    status: 200,
    type: 'application/json',
    body: '{"acknowledged":1,"cha',
  },
  'answers 200 with other JSON': { status: 200, type: 'application/json', body: '[null]' },
  'acknowledges fewer than were sent': {
    status: 200,
    type: 'application/json',
    body: '{"acknowledged":0,"changed":0}',
  },
  'acknowledges more than were sent': {
    status: 200,
    type: 'application/json',
    body: '{"acknowledged":1001,"changed":0}',
  },
  'redirects to somewhere else': { status: 302, type: 'text/html', body: '' },
  'does what it is asked, and its answer is lost': 'lose answer',
  'never answers': 'hold',
};

describe('while the media service', () => {
  const used = useDualWriteStack();
  const services = () => [...(used.app.stack.apps['media-service']?.instances ?? [])];

  const failures: [string, () => Promise<unknown>, () => Promise<unknown>][] = [
    [
      'is killed',
      () => Promise.all(services().map((instance) => instance.kill())),
      () => Promise.all([1, 2].map(() => used.app.stack.start('media-service'))),
    ],
    [
      'hangs, all instances of it',
      async () => services().map((instance) => instance.pause()),
      async () => services().map((instance) => instance.resume()),
    ],
    ...Object.entries(answers).map(([name, answer]): (typeof failures)[number] => [
      name,
      async () => used.standIn.behave(answer),
      async () => used.standIn.behave('pass'),
    ]),
  ];

  it.each(failures)('%s, users see success', async (_name, fail, recover) => {
    const edited = await post();
    const removed = await post();
    await fail();
    try {
      const withinMs = (request: (signal: AbortSignal) => Promise<Response>) =>
        request(AbortSignal.timeout(boundMs));
      const photos = [await makePhoto(), await makePhoto('png')];
      const statuses = [
        await withinMs((signal) => used.ada.post(used.conversationId, { photos }, { signal })),
        await withinMs((signal) =>
          used.ada.fetch(`/api/attachments/${edited.attachments[0]?.id}`, {
            method: 'PATCH',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({ caption: 'Written meanwhile' }),
            signal,
          }),
        ),
        await withinMs((signal) =>
          used.ada.fetch(`/api/attachments/${edited.attachments[1]?.id}`, {
            method: 'DELETE',
            signal,
          }),
        ),
        await withinMs((signal) =>
          used.ada.fetch(`/api/messages/${removed.id}`, { method: 'DELETE', signal }),
        ),
      ].map(({ status }) => status);
      expect(statuses).toEqual([201, 200, 204, 204]);
      expect(await used.stores.pending()).toHaveLength(6);
    } finally {
      await recover();
    }
    await used.stores.becomeEqual();
  });

  async function post(): Promise<Message> {
    const photos = [await makePhoto(), await makePhoto()];
    return await used.ada.posted(used.conversationId, { photos });
  }
});

describe('once the media service is known to fail', () => {
  const used = useDualWriteStack({ instances: 1 });
  const log = () => used.app.stack.apps.monolith?.instances[0]?.log() ?? '';
  const edit = async (caption: string) => {
    const startedAt = performance.now();
    await json(await used.ada.send('PATCH', `/api/attachments/${id}`, { caption }));
    return performance.now() - startedAt;
  };
  let id = '';
  beforeAll(async () => {
    const photos = [await makePhoto()];
    const { attachments } = await used.ada.posted(used.conversationId, { photos });
    id = attachments[0]?.id ?? '';
  });

  it('users wait for it no more, but for one of them a second who tries', async () => {
    used.standIn.behave('hold');
    let edits = 0;
    await waitFor('the breaker opens', async () => {
      await edit(`Waits ${edits++}`);
      return log().includes('media service fails: not asking it for now');
    });

    used.standIn.behave('hold');
    const startedAt = performance.now();
    const took: number[] = [];
    while (took.length < 30) took.push(await edit(`Goes on ${took.length}`));
    const seconds = (performance.now() - startedAt) / 1_000;
    const asked = used.standIn.calls.filter(({ forRequest }) => forRequest).length;
    expect(asked).toBeLessThanOrEqual(Math.ceil(seconds) + 1);
    expect(asked).toBeLessThan(took.length / 2);
    expect(took.sort((a, b) => a - b)[took.length / 2]).toBeLessThan(500);
  });

  it('and they are its first callers again when it is back', async () => {
    used.standIn.behave('pass');
    await waitFor('a request brings its change itself', async () => {
      await edit(`Back ${performance.now()}`);
      return used.standIn.calls.filter(({ forRequest }) => forRequest).length > 1;
    });
    expect(log()).toContain('media service is back');
    await used.stores.becomeEqual();
  });
});

describe('once the monolith cannot note what the service has', () => {
  const used = useDualWriteStack({ instances: 1 });

  it('requests go on to bring their changes: the service is not to blame', async () => {
    const photos = [await makePhoto()];
    const { attachments } = await used.ada.posted(used.conversationId, { photos });
    await used.stores.becomeEqual();
    await used.stores.monolith.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN RAISE 'refused'; END $$;
       CREATE TRIGGER refuse BEFORE DELETE ON attachment_outbox
         FOR EACH ROW EXECUTE FUNCTION refuse()`,
    );
    // Forgets the calls so far.
    used.standIn.behave('pass');
    for (let edit = 1; edit <= 8; edit++) {
      const caption = `Edit ${edit}`;
      await json(
        await used.ada.send('PATCH', `/api/attachments/${attachments[0]?.id}`, { caption }),
      );
    }
    const merges = used.standIn.calls.filter(
      ({ forRequest, path }) => forRequest && path.endsWith('/merge'),
    );
    expect(merges).toHaveLength(8);
    await used.stores.monolith.query('DROP FUNCTION refuse CASCADE');
    await used.stores.becomeEqual();
  });
});
