import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { BuiltPhase } from './build-edition.ts';
import { interruptible } from './interrupt.ts';
import { Refusal } from './refusal.ts';
import { formatResults, runScripts, type ScriptsResult } from './run-scripts.ts';

/** What makes a phase green: these scripts of its package.json, unless that says `"edition": {"check": […]}`. */
const DEFAULT_CHECK = ['build', 'lint', 'test'];

const packageFile = z.object({
  edition: z.object({ check: z.array(z.string()).min(1) }).optional(),
});

/**
 * Checks every phase in a worktree of its own, also after one was red, so that one run tells all.
 *
 * @throws Refusal when any phase is red
 */
export async function requireGreen(repo: string, phases: BuiltPhase[]): Promise<void> {
  const results = await interruptible(async (signal) => {
    const all: ScriptsResult[] = [];
    for (const phase of phases) {
      all.push(await runScripts({ repo, phase, scripts: checkScripts, signal }));
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
