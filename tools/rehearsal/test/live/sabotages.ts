import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { UnderWay } from '../../src/run-phases.ts';
import type { KnownPhoto } from '../../src/traffic/world.ts';
import { Tampering } from './tampering.ts';
import { waitFor } from './wait-for.ts';

/** Breaks the running system behind the apps' backs. Gives what the report must name as its example. */
export type Sabotage = (underWay: UnderWay) => Promise<string>;

/** By the invariant that must catch it. */
export const sabotages: Record<string, Sabotage> = {
  'no-lost-attachment': async (underWay) => {
    const { id } = await victim(underWay);
    await new Tampering(underWay.stack).sql('DELETE FROM attachments WHERE id = $1', [id]);
    return id;
  },

  'bytes-identical': async (underWay) => {
    const { id, byteSize } = await victim(underWay);
    await new Tampering(underWay.stack).putObject(id, byteSize);
    return id;
  },

  'no-resurrection': async (underWay) => {
    const tampering = new Tampering(underWay.stack);
    const id = await waitFor('a deleted photo', async () => {
      const deleted = await tampering.sql<{ id: string }>(
        `SELECT a.id FROM attachments a WHERE deleted_at < now() - interval '1 second'
           AND EXISTS (SELECT FROM attachments b
                       WHERE b.message_id = a.message_id AND b.deleted_at IS NULL)`,
      );
      const photo = underWay.world.photos.find(
        ({ id, message }) =>
          message.deleteBegan === undefined && deleted.some((row) => row.id === id),
      );
      // Users leave the message alone from now on: deleting it would take the photo along again.
      if (photo !== undefined) photo.message.deleteBegan = performance.now();
      return photo?.id;
    });
    await tampering.sql('UPDATE attachments SET deleted_at = NULL WHERE id = $1', [id]);
    return id;
  },

  'read-your-writes': async (underWay) => {
    const tampering = new Tampering(underWay.stack);
    const id = await waitFor('an edited photo', async () => {
      const edited = await tampering.sql<{ id: string }>(
        `SELECT id FROM attachments WHERE caption <> '' AND deleted_at IS NULL`,
      );
      return (
        await leaveAlone(
          underWay,
          edited.map(({ id }) => id),
        )
      )?.id;
    });
    await tampering.sql(`UPDATE attachments SET caption = '' WHERE id = $1`, [id]);
    return id;
  },

  'monotonic-versions': async (underWay) => {
    const { id } = await victim(underWay);
    const back = 'UPDATE attachments SET version = version - 1000000 WHERE id = $1';
    await new Tampering(underWay.stack).sql(back, [id]);
    return id;
  },

  'no-orphan-objects': async ({ stack }) => {
    const id = randomUUID();
    await new Tampering(stack).putObject(id, 100);
    return id;
  },

  'no-failed-requests': async ({ stack, invariants, signal }) => {
    const answer = 'answered 50';
    const isNamed = () =>
      invariants().some(({ examples }) => examples.some((example) => example.includes(answer)));
    // What is rolled out just then may serve everybody, and a request that only reads is sent again.
    while (!isNamed() && !signal.aborted) {
      for (const { name, instances } of Object.values(stack.apps)) {
        // One that is just being rolled out must get ready, or the roll-out stops: so the first two, while there are any.
        const first = instances.filter((one) => Number(one.name.split('-').at(-1)) <= 2);
        const running = first.length > 0 ? first : [...instances];
        for (const instance of running) await instance.kill();
        if (running.length > 0) await stack.start(name);
      }
    }
    return answer;
  },
};

/** A photo that is there, and that the users will look at but not change. */
async function victim(underWay: UnderWay): Promise<KnownPhoto> {
  return waitFor('a photo', () =>
    leaveAlone(underWay, underWay.world.photos.map(({ id }) => id).reverse()),
  );
}

/** Longer than a change takes that a user has begun already. */
const CHANGE_MS = 1_000;

/** Users change only what nobody has begun to delete. */
async function leaveAlone({ world }: UnderWay, ids: string[]): Promise<KnownPhoto | undefined> {
  const isFree = ({ deleteBegan, message }: KnownPhoto) =>
    deleteBegan === undefined && message.deleteBegan === undefined;
  const photo = world.photos.find((one) => ids.includes(one.id) && isFree(one));
  if (photo === undefined) return undefined;
  photo.deleteBegan = performance.now();
  photo.message.deleteBegan = performance.now();
  await delay(CHANGE_MS);
  return photo;
}
