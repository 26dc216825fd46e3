import { expect, it } from '@jest/globals';
import type { BuiltPhase } from '../src/builds/built-phase.ts';
import type { Undo } from '../src/builds/phase-file.ts';
import { waysBack } from '../src/ways.ts';

const step = (name: string) => ({ name, app: 'monolith', command: [name] });

function phase(number: number, rollout: string[], undo: Partial<Undo> | null): BuiltPhase {
  const complete = undo && { to: number - 1, before: [], after: [], settle: false, ...undo };
  const file = { number, name: `n${number}`, title: '', apps: [], before: [], rollout, after: [] };
  return { file: { ...file, undo: complete } } as unknown as BuiltPhase;
}

it('goes back as each phase says, with its own commands', () => {
  const phases = [
    phase(0, ['monolith', 'web'], null),
    phase(1, ['service', 'monolith', 'web'], {}),
    phase(2, ['service', 'monolith', 'web'], {
      ...{ rollout: ['web', 'monolith'], after: [step('catch-up')], settle: true },
    }),
  ];
  expect(waysBack(phases, 35_000)).toEqual([
    {
      ...{ phase: phases[1], undoes: 2, build: phases[2], settleMs: 35_000 },
      ...{ before: [], rollout: ['web', 'monolith'], after: [step('catch-up')] },
    },
    {
      ...{ phase: phases[0], undoes: 1, build: phases[1], settleMs: 0 },
      ...{ before: [], rollout: ['monolith', 'web'], after: [] },
    },
  ]);
});

it('ends where the way back leaves the run', () => {
  const phases = [phase(2, ['monolith'], {}), phase(3, ['monolith'], {})];
  expect(waysBack(phases, 0)).toMatchObject([{ undoes: 3, phase: phases[0] }]);
});
