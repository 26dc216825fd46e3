import { interruptible } from '../interrupt.ts';
import type { Phase } from '../phases.ts';
import { formatResults, runScripts, type ScriptsResult } from '../run-scripts.ts';

/**
 * `phase test`: runs `pnpm test` of each phase in a worktree of its own, and prints how each went.
 *
 * @returns whether all were green
 */
export function testPhases(repo: string, phases: Phase[]): Promise<boolean> {
  return interruptible(async (signal) => {
    const results: ScriptsResult[] = [];
    for (const phase of phases) {
      results.push(await runScripts({ repo, phase, scripts: ['test'], signal }));
    }
    console.log(`\n${formatResults(results)}`);
    return results.every(({ red }) => red === undefined);
  });
}
