import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Servers, type Stack, startServers, startStack } from '@photos/local-stack';
import { AppMetrics } from './app-metrics.ts';
import { notApplicable } from './applicable.ts';
import { buildCommit } from './builds/builds.ts';
import { type CreateClient, clientOf } from './builds/client-of.ts';
import { type PhaseFile, readPhaseFile } from './builds/phase-file.ts';
import { type Plan, planFrom } from './builds/plan.ts';
import { Checker } from './checker/checker.ts';
import { Journal } from './history/journal.ts';
import { keepLogs } from './keep-logs.ts';
import { Migration } from './migration.ts';
import type { Options } from './options.ts';
import { photosOf } from './photos/folder-photos.ts';
import { generatePhotos } from './photos/generated-photos.ts';
import type { PhotoSource } from './photos/photo.ts';
import type { Report } from './report/report.ts';
import { RequestLog } from './request-log.ts';
import type { Progress } from './terminal/progress.ts';
import { countText, durationText, sizeText } from './text.ts';
import { People } from './traffic/people.ts';
import { type Seeded, seed } from './traffic/seed.ts';
import { World } from './traffic/world.ts';
import { lookForOldTable } from './verify/old-table.ts';
import { verify } from './verify/verify.ts';

/** How long an unfinished upload's object may stay. Short, so that the end can tell orphans. */
const UPLOAD_GRACE_SECONDS = 60;

/** A phase of the rehearsal, built. */
export interface BuiltPhase {
  commit: string;
  checkout: string;
  file: PhaseFile;
  createClient: CreateClient;
}

/** The rehearsal while it runs: what a test may look at, or break. */
export interface Running {
  stack: Stack;
  world: World;
  signal: AbortSignal;
}

export interface RehearsalOptions extends Options {
  /** Root of the checkout that has the phases in its history. */
  repository: string;
  /** Aborts everything; nothing is left running. */
  signal: AbortSignal;
  progress: Progress;
  /** Called when the traffic has begun. */
  onTraffic?: (running: Running) => Promise<void>;
}

/**
 * Rehearses the migration: builds the phases, starts the first, seeds it, and rolls out the others
 * under traffic, while a checker judges all that users see.
 *
 * @throws Refusal, PhotoFolderError or BuildFailed when it cannot begin; the signal's reason when
 *   aborted
 */
export async function rehearse(options: RehearsalOptions): Promise<Report> {
  const { repository, progress, signal } = options;
  const began = performance.now();
  const startedAt = new Date().toISOString();
  const plan = await planFrom(repository, options);
  for (const notice of plan.notices) progress.line(`  ${notice}`);
  const photos = await photosFor(options);
  progress.line(`  Photos: ${photos.description}`);
  const phases = await build(plan, options);
  progress.stage('PostgreSQL and S3');
  const servers = await startServers();
  try {
    progress.done('started');
    const result = await withStack(phases, servers, photos, options);
    signal.throwIfAborted();
    return {
      ok: isOk(result),
      edition: plan.edition,
      durationMs: Math.round(performance.now() - began),
      startedAt,
      notices: plan.notices,
      options: {
        users: options.users,
        seedAttachments: options.seedAttachments,
        secondsPerPhase: options.secondsPerPhase,
        photos: photos.description,
      },
      ...result,
    };
  } finally {
    await servers.stop();
  }
}

type Result = Pick<
  Report,
  'stopped' | 'seeded' | 'phases' | 'verification' | 'invariants' | 'timeline'
>;

function isOk({ invariants, phases, stopped }: Result): boolean {
  const held = invariants.every(({ applies, ok }) => ok || !applies);
  const stepped = phases.every(({ steps }) => steps.every(({ ok }) => ok));
  return held && stepped && stopped === undefined;
}

async function photosFor({ photos, progress }: RehearsalOptions): Promise<PhotoSource> {
  if (photos !== undefined) return photosOf(photos);
  progress.stage('Photos');
  return generatePhotos();
}

/** Builds every phase before the first starts, so that no build takes the CPU from the traffic. */
async function build(
  { phases }: Plan,
  { repository, progress, signal }: RehearsalOptions,
): Promise<BuiltPhase[]> {
  const built: BuiltPhase[] = [];
  for (const { number, name, commit } of phases) {
    progress.stage(`Build of phase ${number} ${name}`);
    const began = performance.now();
    const checkout = await buildCommit(commit, {
      repository,
      directory: join(repository, '.rehearsal'),
      signal,
      onProgress: (activity) => progress.status(activity),
    });
    const [file, createClient] = [await readPhaseFile(checkout), await clientOf(checkout)];
    built.push({ commit, checkout, file, createClient });
    progress.done(`${commit.slice(0, 7)}, ${durationText(performance.now() - began)}`);
  }
  return built;
}

async function withStack(
  phases: BuiltPhase[],
  servers: Servers,
  photos: PhotoSource,
  options: RehearsalOptions,
): Promise<Result> {
  const { progress, repository } = options;
  const [first] = phases as [BuiltPhase];
  progress.stage(`Phase ${first.file.number} ${first.file.name}`);
  const stack = await startStack({
    checkout: first.checkout,
    servers,
    name: `rehearsal-${randomBytes(4).toString('hex')}`,
    env: environmentOf(phases),
  });
  try {
    progress.done(`started at ${stack.origin}`);
    return await underTraffic(phases, stack, photos, options);
  } finally {
    await stack.close();
    await keepLogs(stack.directory, join(repository, '.rehearsal', 'logs'));
  }
}

/** What every app of every phase gets on top of the stack's own. */
function environmentOf(phases: BuiltPhase[]): Record<string, Record<string, string>> {
  const apps = phases.flatMap(({ file }) => file.apps.map(({ name }) => name));
  const env = { LOG_LEVEL: 'warn', UPLOAD_GRACE_SECONDS: String(UPLOAD_GRACE_SECONDS) };
  return Object.fromEntries(apps.map((app) => [app, env]));
}

async function underTraffic(
  phases: BuiltPhase[],
  stack: Stack,
  photos: PhotoSource,
  options: RehearsalOptions,
): Promise<Result> {
  const { progress, signal, users } = options;
  const [first] = phases as [BuiltPhase];
  const checker = new Checker();
  const place = { name: 'seeding' };
  const journal = new Journal(checker, () => place.name);
  const log = new RequestLog(journal);
  const world = new World();
  const around = { world, photos, journal, log };
  const { origin } = stack;
  const people = await People.join({ origin, users, createClient: first.createClient, around });
  const metrics = new AppMetrics(() => Object.values(stack.apps).flatMap((app) => app.instances));
  metrics.start();
  try {
    const seeded = await seedHistory(people, options);
    progress.figures(() => {
      const { requests, failed } = log.total;
      return `${countText(requests)} requests, ${failed} failed, ${checker.violations} violations`;
    });
    const migration = new Migration({
      ...{ stack, phases, people, log, metrics, journal, place, progress, signal },
      holdMs: options.secondsPerPhase * 1000,
    });
    const migrated = await migration.run(async (trafficSignal) => {
      await options.onTraffic?.({ stack, world, signal: trafficSignal });
    });
    place.name = 'verification';
    progress.stage('Verification');
    const began = performance.now();
    const period = log.open();
    const onProgress = (activity: string) => progress.status(activity);
    const looked = await verify({ stack, metrics, people, world, journal, signal, onProgress });
    const not = notApplicable(phases.map(({ file }) => file));
    if (not['old-table-gone'] === undefined && migrated.stopped === undefined) {
      await lookForOldTable(stack.databaseUrl('monolith'), journal);
    }
    log.close(period);
    const { requests, failed } = period;
    const ms = Math.round(performance.now() - began);
    progress.done(`${countText(looked.photos)} photos, ${countText(looked.objects)} objects`);
    const verification = { ms, ...looked, requests, failed };
    return { ...migrated, seeded, verification, invariants: checker.results(not) };
  } finally {
    progress.figures(undefined);
    await metrics.stop();
  }
}

async function seedHistory(
  people: People,
  { seedAttachments, progress, signal }: RehearsalOptions,
): Promise<Seeded & { ms: number }> {
  const began = performance.now();
  progress.stage('Seeding');
  const seeded = await seed(people.devices, seedAttachments, signal, (done) => {
    const rate = done / ((performance.now() - began) / 1000);
    progress.status(`${done} of ${seedAttachments} photos, ${rate.toFixed(0)} a second`);
  });
  const ms = Math.round(performance.now() - began);
  const { attachments, messages, bytes } = seeded;
  progress.done(
    `${countText(attachments)} photos in ${countText(messages)} messages, ${sizeText(bytes)}, ${durationText(ms)}`,
  );
  return { ...seeded, ms };
}
