import { z } from 'zod';
import type { BuiltPhase } from './build-edition.ts';
import { git } from './git.ts';
import { GreenTrees } from './green-trees.ts';
import { interruptible } from './interrupt.ts';
import { Refusal } from './refusal.ts';
import { formatResults, runScripts, type ScriptsResult } from './run-scripts.ts';

const packageFile = z.object({
  edition: z
    .object({
      /** What makes a phase green: these scripts of its package.json. */
      check: z.array(z.string()).min(1).default(['build', 'lint', 'test']),
      /** What all phases are checked with together, once each is green: scripts of the last one's. */
      checkTogether: z.array(z.string()).default([]),
    })
    .prefault({}),
});

/**
 * Checks every phase in a worktree of its own, also after one was red, so that one run tells all. A phase that was green with
 * the same files is not checked again. Once each is green, they are checked together.
 *
 * @throws Refusal when any phase is red
 */
export async function requireGreen(repo: string, phases: BuiltPhase[]): Promise<void> {
  const green = await GreenTrees.read(repo);
  const results = await interruptible(async (signal) => {
    const all: ScriptsResult[] = [];
    for (const phase of phases) {
      if (await green.has(phase.commit)) {
        all.push({ tag: phase.tag, ms: 0, red: undefined, checkedBefore: true });
        continue;
      }
      const { check: scripts } = await readChecks(repo, phase.commit);
      const result = await runScripts({ repo, phase, scripts, signal });
      if (result.red === undefined) await green.add(phase.commit);
      all.push(result);
    }
    const last = phases.at(-1) as BuiltPhase;
    const { checkTogether: scripts } = await readChecks(repo, last.commit);
    if (scripts.length > 0 && all.every(({ red }) => red === undefined)) {
      all.push(await runScripts({ repo, phase: { ...last, tag: 'all-phases' }, scripts, signal }));
    }
    return all;
  });
  console.log(`\n${formatResults(results)}`);
  const red = results.filter((result) => result.red !== undefined).map(({ tag }) => tag);
  if (red.length === 0) return;
  throw new Refusal(`Not published, nothing has changed: ${red.join(', ')} must be green first.
Commit the fix with \`git commit --fixup <the phase's commit>\`, then \`pnpm edition replay\`.`);
}

async function readChecks(repo: string, commit: string) {
  const file = await git(repo, ['show', `${commit}:package.json`]);
  return packageFile.parse(JSON.parse(file)).edition;
}
