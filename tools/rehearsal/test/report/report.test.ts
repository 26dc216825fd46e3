import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { check } from '../../src/checker/checker.ts';
import type { PhaseReport, Report } from '../../src/report/report.ts';
import { CannotWrite, removeReport, writeReport } from '../../src/report/write-report.ts';
import { summary } from '../../src/terminal/summary.ts';

const EXAMPLE = 'GET /api/conversations of an old client: answered 502 <b>';

function phase(number: number, name: string): PhaseReport {
  return {
    ...{ number, name, title: `Title of ${name}`, commit: 'abcdef0123456789' },
    ...{ requests: 1000, failed: number, uploads: 12, maxOutboxDepth: 0, shadowReads: {} },
    clients: { old: { requests: 500, failed: 0 }, new: { requests: 500, failed: number } },
    readsBySource: { monolith: 90, service: 10 },
    writesByTarget: { monolith: 5 },
    latencyMs: { p50: 5, p95: 25, p99: 1250 },
    rollout: { beganMs: number * 5000, ms: number * 1000, requests: 10, failed: 0 },
    steps: [{ name: 'backfill', ms: 1500, ok: true, rows: 1234 }],
    ...{ beganMs: number * 5000, endedMs: number * 5000 + 5000 },
  };
}

const report: Report = {
  ...{ ok: false, edition: 3, durationMs: 61_000, startedAt: '2026-01-01T00:00:00.000Z' },
  incidents: ['monolith-3 ended by itself'],
  notices: ['Commits are rehearsed'],
  options: { users: 10, seedAttachments: 20, secondsPerPhase: 5, photos: 'generated' },
  seeded: { messages: 10, attachments: 20, bytes: 2048, ms: 1000 },
  phases: [phase(0, 'monolith'), phase(1, 'dual-write')],
  verification: { ms: 900, photos: 32, objects: 32, requests: 128, failed: 0 },
  invariants: check([{ type: 'request', request: 'GET /', failure: EXAMPLE }], { parity: 'why' }),
  timeline: [0, 1].map((index) => ({
    ...{ atMs: index * 5000, ms: 5000, requests: 100, failed: index, p95Ms: 20 },
    ...{ readsBySource: { monolith: 9, service: 1 }, writesByTarget: { monolith: 5 } },
  })),
};

describe('the report', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'report-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is written as JSON, in two places if asked for', async () => {
    const copy = join(folder, 'deep', 'copy.json');
    await removeReport(folder, copy);
    const paths = await writeReport(report, folder, copy);
    for (const path of [paths.json, copy]) {
      expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(report);
    }
  });

  it('of an earlier run is removed, wherever it is', async () => {
    const copy = join(folder, 'copy.json');
    const { json, html } = await writeReport(report, folder, copy);
    await removeReport(folder, copy);
    for (const path of [json, html, copy]) expect(existsSync(path)).toBe(false);
  });

  it('can not be where a directory is, and nothing is removed then', async () => {
    const { json } = await writeReport(report, folder, undefined);
    await expect(removeReport(folder, folder)).rejects.toThrow(CannotWrite);
    expect(existsSync(json)).toBe(true);
  });

  it('is written into a pipe that is there', async () => {
    const pipe = join(folder, 'pipe');
    await execa('mkfifo', [pipe]);
    await removeReport(folder, pipe);
    const [{ stdout }] = await Promise.all([
      execa('cat', [pipe]),
      writeReport(report, folder, pipe),
    ]);
    expect(JSON.parse(stdout)).toEqual(report);
  });

  it('is a page that needs nothing else and shows examples as they are', async () => {
    const { html } = await writeReport(report, folder, undefined);
    const page = await readFile(html, 'utf8');
    expect(page).toContain('answered 502 &lt;b&gt;');
    expect(page).not.toMatch(/<script|<link|src=|href=|NaN|undefined/);
    for (const text of [
      'dual-write',
      'backfill',
      '1,234',
      'monolith-3 ended by itself',
      'no-orphan-objects',
      'does not apply: why',
    ]) {
      expect(page).toContain(text);
    }
  });

  it('is summed up for the terminal', () => {
    const text = summary(report);
    expect(text).toMatch(
      /1 dual-write +1,000 +1 +12 +5 ms +25 ms +1\.3 s +monolith 90%, service 10%/,
    );
    expect(text).toContain(EXAMPLE);
    expect(text).toContain('monolith-3 ended by itself');
    expect(text).toContain('nothing was checked');
    expect(text).toContain('Not every invariant held. (1 min 01 s)');
  });
});
