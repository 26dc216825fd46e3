import type { PhaseFile } from './builds/phase-file.ts';
import type { NotApplicable } from './checker/checker.ts';

/** A step of this name compares both sides. */
const PARITY_STEP = /^parity/;

/** Whether a step's outcome is what the parity invariant is about. */
export function isParityStep({ name }: { name: string }): boolean {
  return PARITY_STEP.test(name);
}

/** Whether there is no way back behind a phase: then nothing of the old is left after it. */
export function isPointOfNoReturn({ number, undo }: PhaseFile): boolean {
  return number > 0 && undo === null;
}

/** The invariants that a run through these phases cannot check, and why. */
export function notApplicable(phases: PhaseFile[]): NotApplicable {
  const last = phases.at(-1);
  const names: NotApplicable = {};
  const steps = phases.flatMap(({ before, after }) => [...before, ...after]);
  if (!steps.some(isParityStep)) {
    names.parity = 'no phase of this run has a parity step: there is one side only';
  }
  if (last === undefined || !isPointOfNoReturn(last)) {
    names['old-table-gone'] = 'the run ends before the point of no return';
  }
  return names;
}
