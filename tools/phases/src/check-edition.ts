import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { BuiltPhase } from './build-edition.ts';
import { GreenTrees } from './green-trees.ts';
import { interruptible } from './interrupt.ts';
import { Refusal } from './refusal.ts';
import { formatResults, runScripts, type ScriptsResult } from './run-scripts.ts';

/** What makes a phase green: these scripts of its package.json, unless that says `"edition": {"check": […]}`. */
const DEFAULT_CHECK = ['build', 'lint', 'test'];

const packageFile = z.object({
  edition: z.object({ check: z.array(z.string()).min(1) }).optional(),
});

/**
 * Checks every phase in a worktree of its own, also after one was red, so that one run tells all. A phase that was green with
 * the same files is not checked again.
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
      const result = await runScripts({ repo, phase, scripts: checkScripts, signal });
      if (result.red === undefined) await green.add(phase.commit);
      all.push(result);
    }
    return all;
  });
  console.log(`\n${formatResults(results)}`);
  const red = results.filter((result) => result.red !== undefined).map(({ tag }) => tag);
  if (red.length === 0) return;
  throw new Refusal(`Not published, nothing has changed: ${red.join(', ')} must be green first.
Commit the fix with \`git commit --fixup <the phase's commit>\`, then \`pnpm edition replay\`.`);
}

async function checkScripts(dir: string): Promise<string[]> {
  const file = packageFile.parse(JSON.parse(await readFile(join(dir, 'package.json'), 'utf8')));
  return file.edition?.check ?? DEFAULT_CHECK;
}
