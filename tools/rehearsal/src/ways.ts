import type { BuiltPhase } from './builds/built-phase.ts';
import type { Step } from './builds/phase-file.ts';

/** What an operator does to reach a phase, from the one before or, to undo it, from the one after. */
export interface Way {
  phase: BuiltPhase;
  /** Number of the phase that is undone; none on the way there. */
  undoes?: number;
  /** Whose commands the steps are. */
  build: BuiltPhase;
  before: Step[];
  rollout: string[];
  after: Step[];
  /** How long the phase has to be used at least. */
  settleMs: number;
}

/** From phase to phase, as their files say. */
export function waysThere(phases: BuiltPhase[]): Way[] {
  return phases.map((phase) => ({ ...phase.file, phase, build: phase, settleMs: 0 }));
}

/**
 * From the last phase back to the first, or as far as their files say how.
 *
 * @param settleMs how long what users have left unfinished takes to end, where a phase has to wait for it
 */
export function waysBack(phases: BuiltPhase[], settleMs: number): Way[] {
  const ways: Way[] = [];
  for (let last = phases.at(-1); last?.file.undo; ) {
    const { number, undo } = last.file;
    const phase = phases.find(({ file }) => file.number === undo.to);
    if (phase === undefined) break;
    const { before, after, rollout = phase.file.rollout, settle } = undo;
    const steps = { build: last, before, rollout, after };
    ways.push({ phase, undoes: number, ...steps, settleMs: settle ? settleMs : 0 });
    last = phase;
  }
  return ways;
}
