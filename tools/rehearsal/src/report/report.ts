import type { Counts } from '../app-metrics.ts';
import type { Invariant } from '../checker/invariant.ts';
import type { Count, Latency } from '../request-log.ts';
import type { Point } from '../timeline.ts';
import type { Generation } from '../traffic/device.ts';
import type { Seeded } from '../traffic/seed.ts';

/** One step of a phase's operator. What its last line of output said in JSON is part of it. */
export interface StepReport {
  name: string;
  ms: number;
  ok: boolean;
  [figure: string]: unknown;
}

/** One phase, from the start of its roll-out to the start of the next one's. */
export interface PhaseReport {
  number: number;
  name: string;
  title: string;
  commit: string;
  /** Number of the phase that was undone to come here; none on the way there. */
  undoes?: number;
  requests: number;
  failed: number;
  /** Photos whose upload was acknowledged. */
  uploads: number;
  clients: Record<Generation, Count>;
  readsBySource: Counts;
  writesByTarget: Counts;
  shadowReads: Counts;
  maxOutboxDepth: number;
  latencyMs: Latency;
  /** `beganMs` is from the start of the traffic. */
  rollout: { beganMs: number; ms: number } & Count;
  steps: StepReport[];
  /** From the start of the traffic. */
  beganMs: number;
  endedMs: number;
}

/** What `.rehearsal/report.json` holds. */
export interface Report {
  ok: boolean;
  /** 0: what was rehearsed is not published. */
  edition: number;
  durationMs: number;
  startedAt: string;
  /** Why it ended before its last phase, if it did. */
  stopped?: string;
  /** Instances that ended by themselves, or badly when they were asked to: also when nobody noticed. */
  incidents: string[];
  notices: string[];
  options: { users: number; seedAttachments: number; secondsPerPhase: number; photos: string };
  seeded: Seeded & { ms: number };
  phases: PhaseReport[];
  /** The look at everything after the traffic. */
  verification: { ms: number; photos: number; objects: number } & Count;
  invariants: Invariant[];
  timeline: Point[];
}
