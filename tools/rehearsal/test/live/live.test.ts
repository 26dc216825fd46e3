import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Servers, startServers } from '@photos/local-stack';
import { type BuiltPhase, builtPhase } from '../../src/builds/built-phase.ts';
import { generatePhotos } from '../../src/photos/generated-photos.ts';
import type { PhotoSource } from '../../src/photos/photo.ts';
import { type Outcome, runPhases, type UnderWay } from '../../src/run-phases.ts';
import { sabotages } from './sabotages.ts';
import { silent } from './silent-progress.ts';

const CHECKOUT = resolve(import.meta.dirname, '../../../..');
const MINUTES = 60_000;

let servers: Servers;
let phase: BuiltPhase;
let photos: PhotoSource;

beforeAll(async () => {
  [servers, phase, photos] = await Promise.all([
    startServers(),
    builtPhase('this checkout', CHECKOUT),
    generatePhotos(),
  ]);
}, MINUTES);

afterAll(async () => servers.stop(), MINUTES);

/** Rolls this checkout's build over itself under traffic. */
function rehearse(onTraffic?: (underWay: UnderWay) => Promise<void>): Promise<Outcome> {
  return runPhases({
    phases: [phase],
    ...{ servers, photos, progress: silent, signal: new AbortController().signal },
    ...{ users: 6, seedAttachments: 60, secondsPerPhase: 4 },
    ...(onTraffic === undefined ? {} : { onTraffic }),
  });
}

it(
  'finds nothing wrong with this checkout',
  async () => {
    const outcome = await rehearse();
    const violated = outcome.invariants.filter(({ violations }) => violations > 0);
    expect(violated).toEqual([]);
    expect(outcome).toMatchObject({ ok: true, incidents: [], phases: [{ failed: 0 }] });
    expect(outcome.phases[0]?.rollout.requests).toBeGreaterThan(0);
    expect(outcome.seeded.attachments).toBe(60);
  },
  3 * MINUTES,
);

it(
  'fails because of a monolith with a bug, and names what it left out',
  async () => {
    const outcome = await rehearse(async ({ stack }) => {
      const bug = pathToFileURL(join(import.meta.dirname, 'forgetful-monolith.js'));
      await stack.start('monolith', { env: { NODE_OPTIONS: `--import=${bug}` } });
    });
    expect(outcome).toMatchObject({ ok: false, incidents: [] });
    const examples = (name: string) =>
      outcome.invariants.find((invariant) => invariant.name === name)?.examples;
    expect(examples('no-lost-attachment')?.[0]).toMatch(/is gone, and nobody deleted it/);
    expect(examples('no-failed-requests')?.[0]).toMatch(/messages of .*: no-lost-attachment/);
  },
  3 * MINUTES,
);

describe('a rehearsal of a system whose data is tampered with', () => {
  const examples: Record<string, string> = {};
  let outcome: Outcome;
  let crashed: string;

  beforeAll(async () => {
    outcome = await rehearse(async (underWay) => {
      const extra = await underWay.stack.start('monolith');
      process.kill(extra.pid, 'SIGKILL');
      crashed = extra.name;
      for (const [name, sabotage] of Object.entries(sabotages)) {
        examples[name] = await sabotage(underWay);
      }
    });
  }, 3 * MINUTES);

  it('fails', () => {
    expect(outcome.ok).toBe(false);
  });

  it('names an instance that ended by itself', () => {
    expect(outcome.incidents).toEqual([expect.stringContaining(`${crashed} ended by itself`)]);
  });

  it.each(Object.keys(sabotages))('names %s, and what broke it', (name) => {
    const caught = outcome.invariants.find((invariant) => invariant.name === name);
    expect(caught).toMatchObject({ ok: false, applies: true });
    expect(caught?.examples.join('\n')).toContain(examples[name]);
  });
});
