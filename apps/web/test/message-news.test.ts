import { describe, expect, it } from '@jest/globals';
import type { Message } from '@photos/attachment-contract';
import { newsSince } from '../src/lib/message-news.ts';
import type { ThreadState } from '../src/lib/thread-state.ts';

function state(ids: string[], olderCursor: string | null): ThreadState {
  const messages = ids.map((id) => ({ id, createdAt: `2026-05-01T12:00:0${id}.000Z` }) as Message);
  return { messages, olderCursor };
}

function news(before: ThreadState, after: ThreadState): string[] {
  return newsSince(before, after).map(({ id }) => id);
}

describe('newsSince', () => {
  it('gives what is new, and not what is known', () => {
    expect(news(state(['1', '2'], null), state(['1', '2', '3', '4'], null))).toEqual(['3', '4']);
  });

  it('gives what was posted before the newest one here', () => {
    expect(news(state(['1', '3'], '1'), state(['1', '2', '3'], '1'))).toEqual(['2']);
    expect(news(state(['2'], null), state(['1', '2'], null))).toEqual(['1']);
  });

  it('leaves out older ones that were loaded', () => {
    expect(news(state(['3', '4'], '3'), state(['1', '2', '3', '4', '5'], null))).toEqual(['5']);
  });

  it('gives the first ones of an empty conversation', () => {
    expect(news(state([], null), state(['1'], null))).toEqual(['1']);
  });
});
