import { setTimeout as delay } from 'node:timers/promises';
import type { Stack } from '@photos/local-stack';
import { type AppCounts, type AppMetrics, difference } from './app-metrics.ts';
import { isParityStep } from './applicable.ts';
import type { BuiltPhase } from './builds/built-phase.ts';
import type { Step } from './builds/phase-file.ts';
import type { Journal } from './history/journal.ts';
import type { PhaseReport, Report, StepReport } from './report/report.ts';
import type { Period, RequestLog } from './request-log.ts';
import { rollOut } from './rollout.ts';
import { runStep } from './steps.ts';
import type { Progress } from './terminal/progress.ts';
import { countedText, durationText } from './text.ts';
import { Timeline } from './timeline.ts';
import type { People } from './traffic/people.ts';
import { useDevice } from './traffic/user.ts';
import { type Way, waysBack, waysThere } from './ways.ts';

export interface MigrationOptions {
  stack: Stack;
  phases: BuiltPhase[];
  people: People;
  log: RequestLog;
  metrics: AppMetrics;
  journal: Journal;
  /** Told where in the rehearsal it is, for the checker's examples. */
  place: { name: string };
  progress: Progress;
  signal: AbortSignal;
  /** How long each phase is used after its steps. */
  holdMs: number;
  /** Whether to go back again, phase by phase. */
  undo: boolean;
  /** How long what users have left unfinished takes to end. */
  settleMs: number;
}

/** A phase has begun; it ends when the next one does. */
interface Stay {
  way: Way;
  period: Period;
  counts: AppCounts;
  beganMs: number;
  rollout: PhaseReport['rollout'];
  steps: StepReport[];
}

/** The migration must not go on: a step failed, or an instance did not start or end as it should. */
class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** The phases, one after the other, under traffic from the first moment to the last. */
export class Migration {
  readonly #options: MigrationOptions;
  readonly #timeline: Timeline;

  constructor(options: MigrationOptions) {
    this.#options = options;
    this.#timeline = new Timeline(options.log, options.metrics);
  }

  /**
   * Starts the traffic, goes through the phases, back again if asked to, and ends the traffic.
   *
   * @param beside runs beside it; aborted by its signal when the traffic ends
   */
  async run(
    beside: (signal: AbortSignal) => Promise<void>,
  ): Promise<Pick<Report, 'phases' | 'stopped' | 'timeline'>> {
    const { people, signal } = this.#options;
    const traffic = new AbortController();
    const until = AbortSignal.any([signal, traffic.signal]);
    const users = Promise.all(people.devices.map((device) => useDevice(device, until)));
    const besides = beside(until);
    // Whatever goes wrong there ends the rehearsal, and at once.
    const broken = new Promise<never>((_, reject) => {
      users.catch(reject);
      besides.catch(reject);
    });
    this.#timeline.start();
    let timeline: Report['timeline'] = [];
    let outcome: Pick<Report, 'phases' | 'stopped'>;
    try {
      outcome = await Promise.race([this.#phases(), broken]);
    } finally {
      traffic.abort();
      await Promise.allSettled([users, besides]);
      timeline = this.#timeline.stop();
    }
    return { ...outcome, timeline };
  }

  async #phases(): Promise<Pick<Report, 'phases' | 'stopped'>> {
    const { phases, undo, settleMs, signal } = this.#options;
    const ways = [...waysThere(phases), ...(undo ? waysBack(phases, settleMs) : [])];
    const reports: PhaseReport[] = [];
    try {
      for (const [index, way] of ways.entries()) {
        const stay = this.#begin(way);
        try {
          // The first phase runs already; on its own it is rolled out over itself.
          if (index > 0 || ways.length === 1) await this.#migrate(stay);
          await this.#hold(stay);
        } finally {
          reports.push(await this.#end(stay));
        }
        signal.throwIfAborted();
      }
      return { phases: reports };
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      return { phases: reports, stopped: error.message };
    }
  }

  #begin(way: Way): Stay {
    const { log, metrics, progress } = this.#options;
    const { number, title } = way.phase.file;
    const beganMs = this.#timeline.nowMs;
    metrics.takeMaxOutboxDepth();
    progress.line('');
    progress.line(`  ${way.undoes === undefined ? 'Phase' : 'Back to phase'} ${number}: ${title}`);
    return {
      way,
      period: log.open(),
      counts: metrics.totals,
      beganMs,
      rollout: { beganMs, ms: 0, requests: 0, failed: 0 },
      steps: [],
    };
  }

  async #migrate(stay: Stay): Promise<void> {
    const { before, after } = stay.way;
    for (const step of before) await this.#step(step, stay);
    await this.#rollOut(stay);
    for (const step of after) await this.#step(step, stay);
  }

  async #rollOut(stay: Stay): Promise<void> {
    const { stack, log, progress, people, signal } = this.#options;
    const { rollout, phase } = stay.way;
    const { checkout, createClient, file } = phase;
    this.#place(stay, 'roll-out');
    progress.stage('Roll-out');
    const period = log.open();
    const [began, beganMs] = [performance.now(), this.#timeline.nowMs];
    await rollOut(rollout, {
      stack,
      checkout,
      signal,
      onProgress: (activity) => {
        this.#place(stay, activity);
        progress.status(activity);
      },
      onWebReplaced: () => people.update(createClient),
    }).catch((error: Error) => {
      signal.throwIfAborted();
      throw new Stopped(`roll-out of phase ${file.number} failed: ${error.message}`);
    });
    const ms = Math.round(performance.now() - began);
    log.close(period);
    stay.rollout = { beganMs, ms, requests: period.requests, failed: period.failed };
    progress.done(`${rollout.join(', ')}; ${durationText(ms)}`);
  }

  async #step(step: Step, stay: Stay): Promise<void> {
    const { stack, signal, progress, journal } = this.#options;
    const { checkout, file } = stay.way.build;
    this.#place(stay, `step ${step.name}`);
    progress.stage(`Step ${step.name}`);
    await stack.adopt(checkout);
    const onOutput = (line: string) => progress.status(line);
    const report = await runStep(step, { stack, checkout, signal, onOutput });
    stay.steps.push(report);
    progress.done(durationText(report.ms), report.ok);
    if (isParityStep(step)) {
      const what = `step ${step.name} of phase ${file.number}`;
      journal.note({
        type: 'compared',
        what,
        ...(report.ok ? {} : { difference: String(report.output) }),
      });
    }
    if (report.ok) return;
    progress.line(String(report.output));
    throw new Stopped(`step ${step.name} of phase ${file.number} failed`);
  }

  async #hold(stay: Stay): Promise<void> {
    const { progress, holdMs, signal } = this.#options;
    this.#place(stay, 'in use');
    progress.stage('In use');
    const until = performance.now() + Math.max(holdMs, stay.way.settleMs);
    while (performance.now() < until) {
      progress.status(`${Math.ceil((until - performance.now()) / 1000)} s left`);
      await delay(Math.max(1, Math.min(500, until - performance.now())), undefined, { signal });
    }
    const { requests, failed, latencyMs } = stay.period;
    progress.done(
      `${countedText(requests, 'request')}, ${failed} failed, p95 ${durationText(latencyMs.p95)}`,
      failed === 0,
    );
  }

  async #end({ way, period, counts, beganMs, rollout, steps }: Stay): Promise<PhaseReport> {
    const { log, metrics } = this.#options;
    await metrics.scrape();
    log.close(period);
    const { requests, failed, uploads, clients, latencyMs } = period;
    const { phase, undoes } = way;
    const { number, name, title } = phase.file;
    return {
      ...{ number, name, title, commit: phase.commit },
      ...(undoes === undefined ? {} : { undoes }),
      ...{ requests, failed, uploads, clients },
      ...difference(metrics.totals, counts),
      maxOutboxDepth: metrics.takeMaxOutboxDepth(),
      ...{ latencyMs, rollout, steps, beganMs, endedMs: this.#timeline.nowMs },
    };
  }

  #place({ way }: Stay, activity: string): void {
    const { number } = way.phase.file;
    const where = way.undoes === undefined ? `phase ${number}` : `back to phase ${number}`;
    this.#options.place.name = `${where}, ${activity}`;
  }
}
