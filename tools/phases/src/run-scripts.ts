import pc from 'picocolors';
import { columns } from './columns.ts';
import { formatDuration } from './duration.ts';
import { pnpm } from './pnpm.ts';
import { inTemporaryWorktree } from './worktree.ts';

/** How a phase's scripts went. */
export type ScriptsResult = {
  tag: string;
  ms: number;
  /** The first script that failed, undefined when all went well. */
  red: string | undefined;
  /** All went well an earlier time, so they were not run again. */
  checkedBefore?: boolean;
};

type Options = {
  repo: string;
  phase: { tag: string; title: string; commit: string };
  /** Of its package.json. */
  scripts: string[];
  signal: AbortSignal;
};

/**
 * Installs a phase in a worktree of its own and runs scripts of its package.json there, up to the first that fails.
 *
 * @throws the signal's reason when aborted; the worktree is gone by then
 */
export async function runScripts({
  repo,
  phase,
  scripts,
  signal,
}: Options): Promise<ScriptsResult> {
  const started = Date.now();
  console.log(`\n${pc.bold(phase.tag)}  ${phase.title}`);
  const red = await inTemporaryWorktree(repo, phase.commit, phase.tag, async (dir) => {
    if (!(await pnpm(dir, ['install', '--frozen-lockfile', '--reporter=silent'], signal)))
      return 'install';
    for (const script of scripts) {
      if (!(await pnpm(dir, ['run', script], signal))) return script;
    }
    return undefined;
  });
  return { tag: phase.tag, ms: Date.now() - started, red };
}

/** The results as a table, one line a phase. */
export function formatResults(results: ScriptsResult[]): string {
  const lines = columns(
    results.map(({ tag, red, ms, checkedBefore }) => [
      tag,
      red === undefined ? 'ok' : `red: ${red}`,
      checkedBefore ? 'checked before' : formatDuration(ms),
    ]),
  );
  return lines
    .map((line, index) => (results[index]?.red === undefined ? line : pc.red(line)))
    .join('\n');
}
