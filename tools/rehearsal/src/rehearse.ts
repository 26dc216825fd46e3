import { join } from 'node:path';
import { startServers } from '@photos/local-stack';
import { buildCommit } from './builds/builds.ts';
import { type BuiltPhase, builtPhase } from './builds/built-phase.ts';
import { type Plan, planFrom } from './builds/plan.ts';
import { keepLogs } from './keep-logs.ts';
import type { Options } from './options.ts';
import { photosOf } from './photos/folder-photos.ts';
import { generatePhotos } from './photos/generated-photos.ts';
import type { Report } from './report/report.ts';
import { runPhases } from './run-phases.ts';
import type { Progress } from './terminal/progress.ts';
import { durationText } from './text.ts';

export interface RehearsalOptions extends Options {
  /** Root of the checkout that has the phases in its history. */
  repository: string;
  /** Aborts everything; nothing is left running. */
  signal: AbortSignal;
  progress: Progress;
}

/**
 * Rehearses the migration: builds the phases, starts the first, seeds it, and rolls out the others
 * under traffic, while a checker judges all that users see.
 *
 * @throws Refusal, PhotoFolderError, BuildFailed or NobodyJoined when it cannot begin; the signal's
 *   reason when aborted
 */
export async function rehearse(options: RehearsalOptions): Promise<Report> {
  const { repository, progress, signal, users, seedAttachments, secondsPerPhase, undo } = options;
  const began = performance.now();
  const startedAt = new Date().toISOString();
  const plan = await planFrom(repository, options);
  for (const notice of plan.notices) progress.line(`  ${notice}`);
  const photos = options.photos === undefined ? generatePhotos() : photosOf(options.photos);
  const { description } = await photos;
  progress.line(`  Photos: ${description}`);
  const phases = await build(plan, options);
  progress.stage('PostgreSQL and S3');
  const servers = await startServers();
  try {
    progress.done('started');
    const keep = (directory: string) => keepLogs(directory, join(repository, '.rehearsal', 'logs'));
    const outcome = await runPhases({
      ...{ phases, servers, photos: await photos, users, seedAttachments, secondsPerPhase },
      ...{ progress, signal, onStopped: keep, ...(undo && { undo }) },
    });
    return {
      edition: plan.edition,
      durationMs: Math.round(performance.now() - began),
      startedAt,
      notices: plan.notices,
      options: { users, seedAttachments, secondsPerPhase, photos: description },
      ...outcome,
    };
  } finally {
    await servers.stop().catch(({ message }: Error) => progress.line(`  ${message}`));
  }
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
    built.push(await builtPhase(commit, checkout));
    progress.done(`${commit.slice(0, 7)}, ${durationText(performance.now() - began)}`);
  }
  return built;
}
