import { describe, expect, it } from '@jest/globals';
import type { Attachment, Message } from '@photos/attachment-contract';
import {
  type ThreadState,
  withAttachment,
  withNewest,
  withOlder,
  withoutAttachment,
  withoutMessage,
  withPosted,
} from '../src/lib/thread-state.ts';

/** Messages are made by their ids alone: one was posted a second after the other. */
function message(id: string, attachments: Partial<Attachment>[] = []): Message {
  const createdAt = `2026-05-01T12:00:0${id}.000Z`;
  return { id, body: id, createdAt, attachments } as Message;
}

/** One that was posted at the time of another, whatever its id says. */
function messageAt(id: string, other: string): Message {
  return { ...message(id), createdAt: message(other).createdAt };
}

/** As the server gives it: newest first. */
function page(ids: string[], nextCursor: string | null) {
  return { items: ids.toReversed().map((id) => message(id)), nextCursor };
}

function state(ids: string[], olderCursor: string | null): ThreadState {
  return { messages: ids.map((id) => message(id)), olderCursor };
}

function ids({ messages }: ThreadState): string[] {
  return messages.map(({ id }) => id);
}

describe('withNewest', () => {
  it('takes a first page as it is, oldest first', () => {
    const next = withNewest(state([], null), page(['3', '4'], '3'));
    expect([ids(next), next.olderCursor]).toEqual([['3', '4'], '3']);
  });

  it('adds what is new and keeps what is older than the page', () => {
    const next = withNewest(state(['1', '2', '3', '4'], null), page(['3', '4', '5'], '3'));
    expect([ids(next), next.olderCursor]).toEqual([['1', '2', '3', '4', '5'], null]);
  });

  it('drops what the page no longer has', () => {
    const next = withNewest(state(['1', '2', '3', '4'], null), page(['2', '4'], '2'));
    expect(ids(next)).toEqual(['1', '2', '4']);
  });

  it('starts anew rather than leave a gap', () => {
    const next = withNewest(state(['1', '2'], null), page(['7', '8'], '7'));
    expect([ids(next), next.olderCursor]).toEqual([['7', '8'], '7']);
  });

  it('knows that a page without a cursor is everything', () => {
    const next = withNewest(state(['1', '2', '3'], null), page(['3'], null));
    expect([ids(next), next.olderCursor]).toEqual([['3'], null]);
  });

  it('empties when everything was deleted', () => {
    expect(ids(withNewest(state(['1'], null), page([], null)))).toEqual([]);
  });
});

describe('the order of messages', () => {
  it('is by time, whatever the ids say', () => {
    const late = messageAt('1', '6');
    const newest = { items: [late, message('5'), message('4')], nextCursor: '4' };
    const next = withNewest(state(['3', '4'], null), newest);
    expect(ids(next)).toEqual(['3', '4', '5', '1']);
    expect(ids(withNewest(next, newest))).toEqual(['3', '4', '5', '1']);
  });

  it('is by id at the same time', () => {
    const items = [messageAt('5', '3'), messageAt('4', '3'), message('3')];
    const next = withNewest(state([], null), { items, nextCursor: null });
    expect(ids(next)).toEqual(['3', '4', '5']);
  });

  it("is the user's own message's, too, when a try again finds it posted already", () => {
    expect(ids(withPosted(state(['1', '3'], null), message('2')))).toEqual(['1', '2', '3']);
  });
});

describe('withOlder', () => {
  it('puts a page in front, each message once', () => {
    const next = withOlder(state(['3', '4'], '3'), page(['1', '2', '3'], null));
    expect([ids(next), next.olderCursor]).toEqual([['1', '2', '3', '4'], null]);
  });
});

describe("the user's own changes", () => {
  const photos: ThreadState = {
    messages: [
      message('1', [
        { id: 'a', caption: '' },
        { id: 'b', caption: '' },
      ]),
      message('2'),
    ],
    olderCursor: null,
  };

  it('show at once', () => {
    expect(ids(withPosted(photos, message('3')))).toEqual(['1', '2', '3']);
    expect(ids(withPosted(photos, message('2')))).toEqual(['1', '2']);
    expect(ids(withoutMessage(photos, '1'))).toEqual(['2']);
  });

  it('reach the one photo that they are about', () => {
    const captioned = withAttachment(photos, { id: 'a', caption: 'Hi' } as Attachment);
    expect(captioned.messages[0]?.attachments.map(({ caption }) => caption)).toEqual(['Hi', '']);
    const deleted = withoutAttachment(photos, 'a');
    expect(deleted.messages[0]?.attachments.map(({ id }) => id)).toEqual(['b']);
  });
});
