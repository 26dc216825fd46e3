import { randomBytes } from 'node:crypto';
import { type Servers, type Stack, startStack } from '@photos/local-stack';
import { AppMetrics } from './app-metrics.ts';
import { notApplicable } from './applicable.ts';
import type { BuiltPhase } from './builds/built-phase.ts';
import { Checker } from './checker/checker.ts';
import type { Invariant } from './checker/invariant.ts';
import { Journal } from './history/journal.ts';
import { Migration } from './migration.ts';
import type { Options } from './options.ts';
import type { PhotoSource } from './photos/photo.ts';
import type { Report } from './report/report.ts';
import { RequestLog } from './request-log.ts';
import type { Progress } from './terminal/progress.ts';
import { countedText, durationText, sizeText } from './text.ts';
import { People } from './traffic/people.ts';
import { seed } from './traffic/seed.ts';
import { World } from './traffic/world.ts';
import { CLEANUP_MS } from './verify/bucket.ts';
import { lookForOldTable } from './verify/old-table.ts';
import { verify } from './verify/verify.ts';

/** How long an unfinished upload's object may stay. Short, so that the end can tell orphans. */
const UPLOAD_GRACE_SECONDS = 20;

/** The rehearsal under way: what a test may look at, or break. */
export interface UnderWay {
  stack: Stack;
  world: World;
  /** What has come of the invariants so far. */
  invariants(): Invariant[];
  /** Aborts when the traffic ends. */
  signal: AbortSignal;
}

export interface RunOptions
  extends Pick<Options, 'users' | 'seedAttachments' | 'secondsPerPhase' | 'undo'> {
  /** In order; one alone is rolled out over itself. */
  phases: BuiltPhase[];
  servers: Servers;
  photos: PhotoSource;
  progress: Progress;
  signal: AbortSignal;
  /** Runs beside the traffic. */
  onTraffic?: (underWay: UnderWay) => Promise<void>;
  /** Called with the directory of the stack's logs when it has ended. */
  onStopped?: (directory: string) => Promise<void>;
}

/** What came of it. */
export type Outcome = Pick<
  Report,
  'ok' | 'stopped' | 'incidents' | 'seeded' | 'phases' | 'verification' | 'invariants' | 'timeline'
>;

/** One run, and what its parts share. */
interface Run extends RunOptions {
  stack: Stack;
  people: People;
  world: World;
  checker: Checker;
  journal: Journal;
  log: RequestLog;
  metrics: AppMetrics;
  /** Where in the rehearsal it is. */
  place: { name: string };
}

/**
 * Starts the first phase, seeds it, takes it through the others under traffic, and verifies
 * everything.
 *
 * @throws the signal's reason when aborted; nothing is left running
 */
export async function runPhases(options: RunOptions): Promise<Outcome> {
  const { phases, servers, progress, signal } = options;
  signal.throwIfAborted();
  const [{ file, checkout }] = phases as [BuiltPhase];
  progress.stage(`Phase ${file.number} ${file.name}`);
  const place = { name: 'seeding' };
  const incidents: string[] = [];
  const stack = await startStack({
    ...{ checkout, servers, env: environmentOf(options) },
    name: `rehearsal-${randomBytes(4).toString('hex')}`,
    onFaultyExit: (fault) => incidents.push(`${fault} (${place.name})`),
  });
  const end = async () => {
    progress.figures(undefined);
    place.name = 'at the end';
    // What goes wrong now takes nothing away from what was seen before.
    await stack.close().catch(({ message }: Error) => incidents.push(message));
    await options.onStopped?.(stack.directory).catch(({ message }: Error) => {
      progress.line(`  The logs could not be kept: ${message}`);
    });
  };
  try {
    progress.done(`started at ${stack.origin}`);
    const result = await runOn(stack, place, options);
    await end();
    return { ok: isOk({ ...result, incidents }), incidents, ...result };
  } catch (error) {
    await end();
    throw error;
  }
}

/** What every app of every phase gets on top of the stack's own. */
function environmentOf({ phases }: RunOptions): Record<string, Record<string, string>> {
  const apps = phases.flatMap(({ file }) => file.apps.map(({ name }) => name));
  const env = {
    LOG_LEVEL: 'warn',
    UPLOAD_GRACE_SECONDS: String(UPLOAD_GRACE_SECONDS),
    // An instance is out of rotation before it is told to end: there is nothing to be noticed.
    DRAIN_DELAY_MS: '50',
  };
  return Object.fromEntries(apps.map((app) => [app, env]));
}

async function runOn(
  stack: Stack,
  place: Run['place'],
  options: RunOptions,
): Promise<Omit<Outcome, 'ok' | 'incidents'>> {
  const { phases, photos, users, signal } = options;
  const [{ createClient }] = phases as [BuiltPhase];
  const checker = new Checker();
  const journal = new Journal(checker, () => place.name);
  const log = new RequestLog(journal);
  const world = new World();
  const around = { world, photos, journal, log };
  const people = await People.join({ origin: stack.origin, users, createClient, around });
  const metrics = new AppMetrics(() => Object.values(stack.apps).flatMap((app) => app.instances));
  const run = { ...options, stack, people, world, checker, journal, log, metrics, place };
  metrics.start();
  try {
    const seeded = await seedHistory(run);
    const migrated = await migrate(run);
    const verification = await verifyAll(run, migrated.stopped === undefined);
    signal.throwIfAborted();
    const invariants = checker.results(notApplicable(phases.map(({ file }) => file)));
    return { ...migrated, seeded, verification, invariants };
  } finally {
    await metrics.stop();
  }
}

function isOk({ invariants, phases, stopped, incidents }: Omit<Outcome, 'ok'>): boolean {
  const held = invariants.every(({ applies, ok }) => ok || !applies);
  const stepped = phases.every(({ steps }) => steps.every(({ ok }) => ok));
  return held && stepped && stopped === undefined && incidents.length === 0;
}

async function seedHistory(run: Run): Promise<Report['seeded']> {
  const { people, seedAttachments, progress, signal } = run;
  const began = performance.now();
  progress.stage('Seeding');
  const seeded = await seed(people.devices, seedAttachments, signal, (done) => {
    const rate = done / ((performance.now() - began) / 1000);
    progress.status(
      `${done} of ${countedText(seedAttachments, 'photo')}, ${rate.toFixed(0)} a second`,
    );
  });
  const ms = Math.round(performance.now() - began);
  const { attachments, messages, bytes } = seeded;
  const what = `${countedText(attachments, 'photo')} in ${countedText(messages, 'message')}`;
  progress.done(`${what}, ${sizeText(bytes)}, ${durationText(ms)}`);
  return { ...seeded, ms };
}

async function migrate(run: Run): Promise<Pick<Outcome, 'phases' | 'stopped' | 'timeline'>> {
  const { stack, world, log, checker, progress, onTraffic, secondsPerPhase, undo = false } = run;
  progress.figures(() => {
    const { requests, failed } = log.total;
    return `${countedText(requests, 'request')}, ${failed} failed, ${countedText(checker.violations, 'violation')}`;
  });
  const settleMs = UPLOAD_GRACE_SECONDS * 1000 + CLEANUP_MS;
  const migration = new Migration({ ...run, holdMs: secondsPerPhase * 1000, undo, settleMs });
  const invariants = () => checker.results();
  return migration.run(async (signal) => onTraffic?.({ stack, world, invariants, signal }));
}

/** @param complete whether the last phase was reached */
async function verifyAll(run: Run, complete: boolean): Promise<Report['verification']> {
  const { stack, journal, log, phases, place, progress } = run;
  place.name = 'verification';
  progress.stage('Verification');
  const began = performance.now();
  const period = log.open();
  const looked = await verify({
    ...run,
    uploadGraceMs: UPLOAD_GRACE_SECONDS * 1000,
    onProgress: (activity) => progress.status(activity),
  });
  const irrelevant = notApplicable(phases.map(({ file }) => file));
  if (complete && irrelevant['old-table-gone'] === undefined) {
    await lookForOldTable(stack.databaseUrl('monolith'), journal);
  }
  log.close(period);
  progress.done(`${countedText(looked.photos, 'photo')}, ${countedText(looked.objects, 'object')}`);
  const { requests, failed } = period;
  return { ms: Math.round(performance.now() - began), ...looked, requests, failed };
}
