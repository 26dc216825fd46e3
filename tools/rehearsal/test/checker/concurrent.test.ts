import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { check } from '../../src/checker/checker.ts';
import type { HistoryEvent, Saw } from '../../src/history/event.ts';
import { PHOTO } from './story.ts';

/** An operation that takes effect at one moment between its beginning and its end. */
const operation = fc.record({
  began: fc.integer({ min: 20, max: 500 }),
  until: fc.integer({ min: 1, max: 60 }),
  after: fc.integer({ min: 1, max: 60 }),
  session: fc.constantFrom('ann', 'bob', 'cid'),
  kind: fc.oneof(
    { weight: 5, arbitrary: fc.constant('look' as const) },
    { weight: 2, arbitrary: fc.constant('bytes' as const) },
    { weight: 3, arbitrary: fc.constant('edit' as const) },
    { weight: 1, arbitrary: fc.constant('delete' as const) },
  ),
  /** Whether a write's answer is lost, and if so, whether it happened all the same. */
  answer: fc.oneof(
    { weight: 6, arbitrary: fc.constant('came' as const) },
    { weight: 1, arbitrary: fc.constantFrom('lost' as const, 'never-happened' as const) },
  ),
});
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

/** Runs operations against one real register, and records what its users see. */
function run(operations: Operation[]): HistoryEvent[] {
  const state = { caption: '', version: 10, deleted: false };
  const attachment = 'photo-1';
  const timed: { at: number; event: HistoryEvent }[] = [];
  const add = (at: number, event: HistoryEvent) => timed.push({ at, event });
  add(10, {
    type: 'uploaded',
    attachment,
    session: 'ann',
    began: 1,
    ended: 10,
    photo: PHOTO,
    caption: '',
    version: '10',
  });
  // Each takes effect at a moment of its own: effects are in that order, times stay unequal.
  const inOrder = operations
    .map((one, write) => ({ ...one, write, effect: one.began + one.until + write / 1000 }))
    .sort((a, b) => a.effect - b.effect);
  for (const { kind, session, write, answer, began, after, effect } of inOrder) {
    const ended = effect + after;
    if (kind === 'look' || kind === 'bytes') {
      const saw = look(state, kind);
      add(ended, { type: 'read', attachment, session, began, ended, saw });
      continue;
    }
    const caption = `caption ${write}`;
    const change = kind === 'edit' ? { type: kind, caption } : { type: kind };
    add(began, { type: 'write-began', attachment, write, session, at: began, change });
    const outcome = answer === 'never-happened' ? undefined : apply(state, change, effect);
    const seen = answer === 'came' && outcome ? outcome : { type: 'unknown' as const };
    add(ended, { type: 'write-ended', attachment, write, at: ended, outcome: seen });
  }
  return timed.sort((a, b) => a.at - b.at).map(({ event }) => event);
}

type State = { caption: string; version: number; deleted: boolean };

function look({ caption, version, deleted }: State, kind: 'look' | 'bytes'): Saw {
  if (deleted) return { type: 'missing' };
  if (kind === 'bytes') return { type: 'bytes', sha256: PHOTO.sha256, expected: PHOTO.sha256 };
  return { type: 'present', caption, version: String(version), ...PHOTO };
}

function apply(
  state: State,
  change: { type: 'delete' } | { type: 'edit'; caption: string },
  effect: number,
) {
  if (state.deleted) return { type: 'refused' as const };
  state.version = Math.max(state.version + 1, Math.floor(effect * 1000));
  if (change.type === 'delete') {
    state.deleted = true;
    return { type: 'acknowledged' as const };
  }
  state.caption = change.caption;
  const { caption, version } = state;
  return { type: 'acknowledged' as const, caption, version: String(version) };
}

function violations(history: HistoryEvent[]): string[] {
  return check(history)
    .filter((invariant) => invariant.violations > 0)
    .map(({ name, examples }) => `${name}: ${examples[0]}`);
}

describe('concurrent histories', () => {
  it('pass when every operation took effect at one moment between its beginning and its end', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 40 }), (operations) => {
        expect(violations(run(operations))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it('fail when a read after all of it shows an older state than was acknowledged', () => {
    fc.assert(
      fc.property(fc.array(operation, { minLength: 1, maxLength: 40 }), (operations) => {
        const history = run(operations);
        const edits = history.filter(
          (event) => event.type === 'write-ended' && event.outcome.type === 'acknowledged',
        );
        fc.pre(edits.length > 0);
        const times = { began: 10_000, ended: 10_001 };
        const stale: HistoryEvent = {
          type: 'read',
          attachment: 'photo-1',
          session: 'bob',
          ...times,
          saw: { type: 'present', caption: '', version: '10', ...PHOTO },
        };
        expect(violations([...history, stale])).not.toEqual([]);
      }),
    );
  });
});
