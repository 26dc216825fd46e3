import { describe, expect, it } from '@jest/globals';
import { Checker, check } from '../../src/checker/checker.ts';
import { INVARIANTS } from '../../src/checker/invariant.ts';
import type { HistoryEvent, SentPhoto } from '../../src/history/event.ts';
import { LAG_MS } from '../../src/history/register.ts';
import { Story } from './story.ts';

function violated(history: HistoryEvent[] | Story): string[] {
  const events = history instanceof Story ? history.events : history;
  return check(events)
    .filter(({ violations }) => violations > 0)
    .map(({ name }) => name);
}

describe('a history that is wrong', () => {
  it('shows a lost photo', () => {
    expect(violated(new Story().uploaded(10).missing(20, 21))).toEqual(['no-lost-attachment']);
  });

  it('shows a lost photo when an edit finds nothing', () => {
    const story = new Story().uploaded(10);
    story.begins(20, 'hello').refused(21);
    expect(violated(story)).toEqual(['no-lost-attachment']);
  });

  it('shows a lost photo when the only delete finds nothing', () => {
    const story = new Story().uploaded(10);
    story.begins(20, undefined).refused(21);
    expect(violated(story)).toEqual(['no-lost-attachment']);
  });

  it('shows a photo that the bucket has lost', () => {
    const object = { type: 'object' as const, attachment: 'photo-1', live: true };
    expect(violated([{ ...object, byteSize: null, expectedByteSize: 100 }])).toEqual([
      'no-lost-attachment',
    ]);
    expect(violated([{ ...object, byteSize: 99, expectedByteSize: 100 }])).toEqual([
      'no-lost-attachment',
    ]);
  });

  it('shows changed bytes', () => {
    const story = new Story().uploaded(10).gotBytes(20, 21, 'b'.repeat(64));
    expect(violated(story)).toEqual(['bytes-identical']);
  });

  it('shows metadata that belongs to other bytes', () => {
    const story = new Story()
      .uploaded(10)
      .looked(20, 21, '', 10, { photo: { sha256: 'b'.repeat(64) } });
    expect(violated(story)).toEqual(['bytes-identical']);
  });

  it.each<Partial<SentPhoto>>([
    { byteSize: 99 },
    { contentType: 'image/gif' },
    { fileName: 'b.png' },
    { messageId: null },
    { uploaderId: 'bob' },
    { position: 1 },
    { createdAt: '2026-01-02' },
  ])('shows metadata that has changed: %j', (photo) => {
    const story = new Story().uploaded(10).looked(20, 21, '', 10, { photo });
    expect(violated(story)).toEqual(['bytes-identical']);
  });

  it('shows a photo that came back after it was deleted', () => {
    const story = new Story().uploaded(10).deleted(20, 30).looked(40, 41, '', 10);
    expect(violated(story)).toEqual(['no-resurrection']);
  });

  it('shows a photo that comes back while its delete is still under way', () => {
    const story = new Story().uploaded(10);
    story.begins(20, undefined);
    story.missing(21, 22).looked(23, 24, '', 10);
    expect(violated(story)).toEqual(['no-resurrection']);
  });

  it('shows the bytes of a deleted photo', () => {
    const story = new Story().uploaded(10).deleted(20, 30).gotBytes(40, 41);
    expect(violated(story)).toEqual(['no-resurrection']);
  });

  it('shows an edit of a deleted photo', () => {
    const story = new Story().uploaded(10).deleted(20, 30).edited(40, 41, 'hello');
    expect(violated(story)).toEqual(['no-resurrection']);
  });

  it('shows a stale caption after an acknowledged edit', () => {
    const story = new Story().uploaded(10).edited(20, 30, 'new').looked(40, 41, '', 30);
    expect(violated(story)).toEqual(['read-your-writes']);
  });

  it('shows a caption that an older edit had', () => {
    const story = new Story().uploaded(10).edited(20, 30, 'one').edited(31, 35, 'two');
    expect(violated(story.looked(40, 41, 'one', 35))).toEqual(['read-your-writes']);
  });

  it('shows an edit that is answered with another caption', () => {
    const story = new Story().uploaded(10);
    story.begins(20, 'mine');
    story.events.push({
      type: 'write-ended',
      attachment: story.attachment,
      write: 1,
      at: 30,
      outcome: { type: 'acknowledged', caption: 'theirs', version: '30' },
    });
    expect(violated(story)).toEqual(['read-your-writes']);
  });

  it('shows a version that goes back', () => {
    const story = new Story().uploaded(10).edited(20, 30, 'new').looked(40, 41, 'new', 29);
    expect(violated(story)).toEqual(['monotonic-versions']);
  });

  it('shows a version that is lower than one that was seen before', () => {
    const story = new Story().uploaded(10);
    story.begins(20, 'new');
    story.looked(21, 22, 'new', 25).looked(23, 24, 'new', 24);
    expect(violated(story)).toEqual(['monotonic-versions']);
  });

  it('shows an edit that does not raise the version', () => {
    const story = new Story().uploaded(10).edited(20, 30, 'new', 10);
    expect(violated(story)).toEqual(['monotonic-versions']);
  });

  it('shows a version at rest that nobody has written', () => {
    const story = new Story().uploaded(10).edited(20, 30, 'new');
    expect(violated(story.looked(40, 41, 'new', 33, { atRest: true }))).toEqual([
      'monotonic-versions',
    ]);
  });

  it('shows an orphan object', () => {
    const object = { type: 'object' as const, attachment: 'photo-1', byteSize: 5 };
    expect(violated([{ ...object, live: false }])).toEqual(['no-orphan-objects']);
    expect(violated([{ ...object, live: true }])).toEqual([]);
  });

  it('shows a failed request', () => {
    const request = { type: 'request' as const, request: 'GET /api/conversations' };
    const checker = new Checker();
    checker.feed(request);
    const violations = checker.feed({ ...request, failure: '502', where: 'phase 3' });
    expect(violations).toEqual(['no-failed-requests: GET /api/conversations: 502']);
    const examples = ['GET /api/conversations: 502 (phase 3)'];
    expect(checker.results()[0]).toMatchObject({ ok: false, checked: 2, violations: 1, examples });
  });

  it('shows two sides that differ, and a table that is still there', () => {
    expect(violated([{ type: 'compared', what: 'photo-1', difference: 'caption' }])).toEqual([
      'parity',
    ]);
    expect(violated([{ type: 'table', table: 'attachments', exists: true }])).toEqual([
      'old-table-gone',
    ]);
  });
});

describe('a history that is right', () => {
  it('may show either state while an edit is under way', () => {
    const story = new Story().uploaded(10);
    const edit = story.begins(20, 'new');
    story.looked(21, 22, '', 10).looked(21, 23, 'new', 30);
    edit.acknowledged(30);
    expect(violated(story.looked(31, 32, 'new', 30))).toEqual([]);
  });

  it('may show or not show a photo whose delete is under way', () => {
    const story = new Story().uploaded(10);
    const removal = story.begins(20, undefined);
    story.looked(21, 25, '', 10).missing(22, 24);
    removal.acknowledged(30);
    expect(violated(story.missing(31, 32))).toEqual([]);
  });

  it('may have done what was never answered, or not, or later', () => {
    const story = new Story().uploaded(10);
    story.begins(20, 'perhaps').lost(30);
    story.looked(40, 41, '', 10).looked(50, 51, 'perhaps', 45);
    expect(violated(story)).toEqual([]);
  });

  it('keeps the higher version of two edits at the same time, whichever was answered first', () => {
    const story = new Story().uploaded(10);
    const [first, second] = [story.begins(20, 'first'), story.begins(21, 'second')];
    second.acknowledged(30, 26);
    first.acknowledged(31, 27);
    expect(violated(story.looked(40, 41, 'first', 27, { atRest: true }))).toEqual([]);
    expect(violated(story.looked(42, 43, 'second', 27))).toEqual(['read-your-writes']);
  });

  it('may answer that there is nothing to delete once it was deleted', () => {
    const story = new Story().uploaded(10).deleted(20, 30);
    story.begins(40, undefined).refused(41);
    story.begins(42, 'late').refused(43);
    expect(violated(story)).toEqual([]);
  });

  it('lets a route that may lag show others an older state for a while, but not the writer', () => {
    const lagging = { mayLag: true };
    const story = new Story().uploaded(10).edited(20, 30, 'new').looked(40, 41, '', 10, lagging);
    expect(violated(story)).toEqual([]);
    const writer = { ...lagging, session: 'ann' };
    expect(
      violated(new Story().uploaded(10).edited(20, 30, 'new').looked(40, 41, '', 10, writer)),
    ).toEqual(['read-your-writes', 'monotonic-versions']);
    const late = 31 + LAG_MS;
    expect(violated(story.looked(late, late + 1, '', 10, lagging))).toEqual([
      'read-your-writes',
      'monotonic-versions',
    ]);
  });

  it('stays small over many operations', () => {
    const story = new Story().uploaded(10);
    for (let at = 100; at < 400_000; at += 2_000) {
      story.edited(at, at + 10, `caption ${at}`).looked(at + 20, at + 30, `caption ${at}`, at + 10);
    }
    expect(violated(story)).toEqual([]);
  });
});

describe('results', () => {
  it('names every invariant, and none that was never checked is ok', () => {
    const results = check([]);
    expect(results.map(({ name }) => name)).toEqual([...INVARIANTS]);
    expect(results.filter(({ ok }) => ok)).toEqual([]);
  });

  it('has examples of what was seen once, beside those of what was seen often', () => {
    const failed = (failure: string) => ({ type: 'request' as const, request: 'GET /', failure });
    const often = Array.from({ length: 100 }, (_, nth) => failed(`wrong answer: ETag: "${nth}"`));
    const [requests] = check([...often, failed('answered 502'), failed('wrong answer: 404')]);
    expect(requests?.violations).toBe(102);
    expect(requests?.examples).toEqual([
      'GET /: wrong answer: ETag: "0"',
      'GET /: answered 502',
      'GET /: wrong answer: 404',
      'GET /: wrong answer: ETag: "1"',
      'GET /: wrong answer: ETag: "2"',
    ]);
  });

  it('has examples of every photo that was lost, however often the first was looked for', () => {
    const first = new Story('photo-1').uploaded(10);
    for (let at = 20; at < 120; at += 1) first.missing(at, at + 1);
    const second = new Story('photo-2').uploaded(10).missing(130, 131);
    const lost = check([...first.events, ...second.events])[1];
    expect(lost).toMatchObject({ name: 'no-lost-attachment', violations: 101 });
    expect(lost?.examples.slice(0, 2)).toEqual([
      'attachment photo-1 for bob: is gone, and nobody deleted it',
      'attachment photo-2 for bob: is gone, and nobody deleted it',
    ]);
  });

  it('has a bounded number of examples', () => {
    const lost = Array.from({ length: 1000 }, (_, nth) =>
      new Story(`photo-${nth}`).uploaded(10).missing(20, 21),
    );
    const examples = check(lost.flatMap(({ events }) => events))[1]?.examples;
    expect(examples).toHaveLength(20);
  });

  it('says what could not apply, unless it was violated all the same', () => {
    const reason = 'no phase has a parity step';
    const differing: HistoryEvent[] = [{ type: 'compared', what: 'photo', difference: 'caption' }];
    const parityOf = (events: HistoryEvent[]) =>
      check(events, { parity: reason }).find(({ name }) => name === 'parity');
    expect(parityOf([])).toMatchObject({ ok: false, applies: false, reason });
    expect(parityOf(differing)).toMatchObject({ ok: false, applies: true, violations: 1 });
  });
});
