import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Child, type Instance, type Servers, type Stack, startStack } from '@photos/local-stack';
import { type Phase, readBranchPhases, readPhases } from '@photos/phases';
import { buildCommit } from '@photos/rehearsal/builds';
import { CurrentClient } from '../behaviour/clients/current-client.ts';
import type { Attachment, Message } from '../behaviour/clients/photo-app-client.ts';
import { ApiUser, json } from '../support/api.ts';
import { BothStores } from '../support/both-stores.ts';
import { makePhoto, makePhotoOfSize } from '../support/photos.ts';
import { runningServers } from '../support/servers.ts';
import { checkout } from '../support/stack.ts';
import { password } from '../support/users.ts';
import { waitFor } from '../support/wait-for.ts';
import { listed } from './write-cutover-stack.ts';

const buildWithinMs = 600_000;
const suiteWithinMs = 240_000;

/** This branch's own phases, or the published ones. */
async function phasesHere(): Promise<Pick<Phase, 'number' | 'commit'>[]> {
  return (await readBranchPhases(checkout)) ?? (await readPhases(checkout));
}

/** The phase before this one; undefined in a clone that doesn't hold it. */
const before = await phasesHere().then(
  (phases) => phases.find(({ number }) => number === 3),
  (error: Error) => {
    console.warn(`Not tested beside phase 3, which this clone does not hold: ${error.message}`);
    return undefined;
  },
);
/** A built checkout of phase 3, for those who have one that is no commit of a phase yet. */
const given = process.env.PHASE_3_CHECKOUT;
const describeWithPhase3 = before || given ? describe : describe.skip;

async function phase3(): Promise<string> {
  if (given) return resolve(given);
  return await buildCommit((before as Pick<Phase, 'commit'>).commit, {
    repository: checkout,
    directory: resolve(checkout, '.rehearsal'),
    signal: AbortSignal.timeout(buildWithinMs),
    onProgress: () => {},
  });
}

describeWithPhase3('beside phase 3, on one system', () => {
  let old: string;
  let servers: Servers;
  let stack: Stack;
  let stores: BothStores;
  let ada: ApiUser;
  let conversationId: string;

  beforeAll(async () => {
    old = await phase3();
    servers = await runningServers();
    stack = await startStack({ checkout: old, servers });
    stores = new BothStores(stack);
    ada = await ApiUser.create(stack.origin);
    conversationId = (await ada.startConversation()).id;
    // Half of a roll-out: the service is new, the monolith is both.
    await stack.migrate('monolith', checkout);
    await stack.roll('media-service', checkout);
    const [first] = monoliths();
    await stack.replace(first as Instance, { checkout });
  }, buildWithinMs);
  afterAll(async () => {
    await stores?.close();
    await stack?.close();
  });

  const monoliths = () => [...(stack.apps.monolith?.instances ?? [])];
  /** The same user at an instance of this phase, or of the one before. */
  const at = (which: 'phase 3' | 'phase 4') => {
    const isOld = (instance: Instance) => instance.checkout === old;
    const instance = monoliths().find((one) => isOld(one) === (which === 'phase 3'));
    if (!instance) throw new Error(`No instance of ${which}`);
    return Object.assign(Object.create(ApiUser.prototype), ada, {
      origin: instance.url,
    }) as ApiUser;
  };
  const setCaption = async (user: ApiUser, id: string, caption: string) =>
    (await json(await user.send('PATCH', `/api/attachments/${id}`, { caption }))) as Attachment;
  const post = async (user: ApiUser) =>
    await user.posted(conversationId, { photos: [await makePhoto()] });
  const shown = async (user: ApiUser, id: string) =>
    (await json(await user.fetch(`/api/attachments/${id}`))) as Attachment;

  /** All that this phase's client writes, each once. Gives the messages that it leaves, newest first. */
  const useTab = async (tab: CurrentClient): Promise<Message[]> => {
    const text = await tab.postMessage(conversationId, { body: 'Text' });
    const photos = [await makePhotoOfSize(5 * 1024 * 1024), await makePhoto()];
    const content = { body: 'Two\nphotos', photos, idempotencyKey: randomUUID() };
    const message = await tab.postMessage(conversationId, content);
    expect(await tab.postMessage(conversationId, content)).toEqual(message);
    const [kept, other] = message.attachments as [Attachment, Attachment];
    const edited = await tab.setCaption(kept, 'From an open tab');
    expect(await tab.getAttachment(kept)).toEqual(edited);
    expect(await tab.downloadPhoto(other)).toEqual(photos[1]?.bytes);
    await tab.deleteAttachment(other);
    await expect(tab.getAttachment(other)).rejects.toMatchObject({ status: 404 });
    const gone = await tab.postMessage(conversationId, { body: '', photos: [await makePhoto()] });
    await tab.deleteMessage(gone.id);
    return [{ ...message, attachments: [edited] }, text];
  };

  const uploads = async () =>
    (await stores.service.query('SELECT id FROM uploads ORDER BY id')).rows;

  it.each(['phase 3', 'phase 4'] as const)(
    'a photo posted at %s is edited at both in turn, and everybody sees the latest',
    async (first) => {
      const { attachments } = await post(at(first));
      const id = attachments[0]?.id ?? '';
      let version = BigInt(attachments[0]?.version ?? 0);
      for (const turn of [1, 2, 3]) {
        for (const which of ['phase 3', 'phase 4'] as const) {
          const caption = `${which}, ${turn}`;
          const edited = await setCaption(at(which), id, caption);
          expect(BigInt(edited.version)).toBeGreaterThan(version);
          version = BigInt(edited.version);
          for (const reader of ['phase 3', 'phase 4'] as const) {
            expect(await shown(at(reader), id)).toMatchObject({ caption });
          }
        }
      }
    },
  );

  it.each([
    ['phase 3', 'phase 4'],
    ['phase 4', 'phase 3'],
  ] as const)(
    'a message posted at %s and deleted at %s is gone at both',
    async (posted, deleted) => {
      const message = await post(at(posted));
      const answer = await at(deleted).fetch(`/api/messages/${message.id}`, { method: 'DELETE' });
      expect(answer.status).toBe(204);
      for (const reader of ['phase 3', 'phase 4'] as const) {
        const path = `/api/attachments/${message.attachments[0]?.id}`;
        expect((await at(reader).fetch(path)).status).toBe(404);
        const ids = (await listed(at(reader), conversationId)).map(({ id }) => id);
        expect(ids).not.toContain(message.id);
      }
    },
  );

  it('photos that phase 3 knows nothing of go with the message that it deletes', async () => {
    const message = await post(at('phase 4'));
    const photo = message.attachments[0]?.id ?? '';
    expect(await stores.row('monolith', photo)).toBeUndefined();
    for (const instance of [...(stack.apps['media-service']?.instances ?? [])]) {
      await instance.kill();
    }
    // It can't ask the service which photos there are.
    const answer = await at('phase 3').fetch(`/api/messages/${message.id}`, { method: 'DELETE' });
    expect(answer.status).toBe(204);
    for (const _ of [1, 2]) await stack.start('media-service', { checkout });
    await waitFor('the service to delete the photo', async () => {
      const row = await stores.row('service', photo);
      return row?.deleted_at != null;
    });
  });

  it('after catching up, phase 3 has it all again, and an open tab goes on', async () => {
    for (const instance of monoliths()) {
      if (instance.checkout === old) await stack.replace(instance, { checkout });
    }
    const message: Message = await post(ada);
    const gone = await post(ada);
    const photo = message.attachments[0]?.id ?? '';
    await setCaption(ada, photo, 'Only the service knows');
    await ada.fetch(`/api/messages/${gone.id}`, { method: 'DELETE' });
    const tab = new CurrentClient(stack.origin);
    await tab.signIn({ handle: ada.user.handle, password });
    // It has grants from here on, and goes on with them.
    await tab.postMessage(conversationId, { body: '', photos: [await makePhoto()] });
    const before = await listed(ada, conversationId);
    expect(await stores.row('monolith', photo)).toBeUndefined();

    const caughtUp = await stack.run('monolith', ['catch-up', '--batch-size', '2'], { checkout });
    expect([caughtUp.exitCode, caughtUp.stderr]).toEqual([0, expect.anything()]);
    for (const instance of monoliths()) await stack.replace(instance, { checkout: old });
    const between = await useTab(tab);
    // What it uploaded to the service before it was refused, it has taken back.
    expect(await uploads()).toEqual([]);
    const again = await stack.run('monolith', ['catch-up'], { checkout });
    expect(again.exitCode).toBe(0);
    await stack.roll('media-service', old);

    const parity = await stack.run('monolith', ['parity', '--json'], { checkout: old });
    expect([parity.exitCode, parity.stdout]).toEqual([0, expect.anything()]);
    expect(await listed(ada, conversationId)).toEqual([...between, ...before]);
    expect(await stores.row('monolith', photo)).toMatchObject({
      caption: 'Only the service knows',
    });
    const edited = await setCaption(ada, photo, 'Phase 3 again');
    expect(await shown(ada, photo)).toEqual(edited);
    await post(ada);
    const afterwards = await useTab(tab);
    expect((await listed(ada, conversationId)).slice(0, 2)).toEqual(afterwards);
  });

  it(
    "after catching up, phase 3's own suite passes on what is there",
    async () => {
      const messages = async () =>
        (await stores.monolith.query('SELECT FROM messages')).rowCount ?? 0;
      const before = await messages();
      // Its relays would deliver what the suite holds back.
      await stack.close();
      const suite = await Child.start({
        name: "phase 3's suite",
        command: process.execPath,
        args: [
          '--experimental-vm-modules',
          'node_modules/jest/bin/jest.js',
          '--runInBand',
          'behaviour',
          // Without the two that leave rows which differ on purpose: others wait until all are equal.
          'read-cutover/(?!adoption|pending)',
        ],
        env: { ...servers.env, STACK_NAME: stack.name },
        cwd: join(old, 'e2e'),
        logFile: join(stack.directory, 'phase-3-suite.log'),
      });
      expect([await suite.exited, suite.log()]).toEqual([0, expect.anything()]);
      // A checkout that knows no STACK_NAME would have passed on data of its own.
      expect(await messages()).toBeGreaterThan(before);
    },
    suiteWithinMs,
  );
});
