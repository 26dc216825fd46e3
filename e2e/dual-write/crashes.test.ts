import { describe, expect, it } from '@jest/globals';
import { ApiUser } from '../support/api.ts';
import { makePhoto } from '../support/photos.ts';
import type { Behaviour } from '../support/service-stand-in.ts';
import { waitFor } from '../support/wait-for.ts';
import { useDualWriteStack } from './dual-write-stack.ts';

describe('when an instance of the monolith is killed', () => {
  const used = useDualWriteStack();

  /** An instance, and the user as this very instance's client. */
  async function victim() {
    const [instance] = used.app.stack.apps.monolith?.instances ?? [];
    if (!instance) throw new Error('No instance');
    const user = await ApiUser.create(instance.url);
    return { instance, user, conversationId: (await user.startConversation()).id };
  }

  it.each<[string, Behaviour]>([
    ['between its commit and its call', 'hold'],
    ['between its call and the acknowledgement', 'lose answer'],
  ])("%s, another's relay delivers", async (_name, behaviour) => {
    const { instance, user, conversationId } = await victim();
    // Stopped at the call, so that it can't go on: neither give up nor answer.
    used.standIn.behave((call) => {
      if (call.forRequest) instance.pause();
      return behaviour;
    });
    const posting = user.post(conversationId, { photos: [await makePhoto()] });
    const outcome = posting.then(
      () => 'answered',
      () => 'cut off',
    );
    const id = await waitFor(
      'it calls',
      () => used.standIn.calls.find(({ forRequest }) => forRequest)?.ids[0],
    );
    if (behaviour === 'lose answer') {
      await waitFor('the service has merged', () => used.stores.row('service', id));
    }
    await instance.kill();
    expect(await outcome).toBe('cut off');
    // The call comes after the commit, so the row is there, and its outbox row with it.
    expect(await used.stores.row('monolith', id)).toBeDefined();
    expect(await used.stores.pending()).toEqual([expect.objectContaining({ attachmentId: id })]);

    used.standIn.behave('pass');
    await used.stores.becomeEqual();
    await used.app.stack.start('monolith');
  });

  it('before its commit, there is neither message, nor photo, nor anything to deliver', async () => {
    const { instance, user, conversationId } = await victim();
    const before = await used.stores.rows('monolith');
    const locker = await used.stores.monolith.connect();
    try {
      await locker.query('BEGIN; LOCK TABLE attachment_outbox IN EXCLUSIVE MODE');
      const posting = user.post(conversationId, { photos: [await makePhoto()] });
      const outcome = Promise.allSettled([posting]);
      await waitFor('the transaction waits for the outbox', async () => {
        const { rows } = await used.stores.service.query(
          `SELECT FROM pg_stat_activity
           WHERE wait_event_type = 'Lock' AND query LIKE '%INSERT INTO attachment_outbox%'`,
        );
        return rows.length > 0;
      });
      await instance.kill();
      await outcome;
    } finally {
      await locker.query('ROLLBACK');
      locker.release();
    }
    await used.stores.becomeEqual();
    expect(await used.stores.rows('monolith')).toEqual(before);
    await used.app.stack.start('monolith');
  });
});
