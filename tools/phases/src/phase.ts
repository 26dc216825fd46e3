// `pnpm phase`: see the phases, go to one, read its diff, run its tests.

import { diffPhase } from './commands/diff-phase.ts';
import { gotoPhase } from './commands/goto-phase.ts';
import { listPhases } from './commands/list-phases.ts';
import { testPhases } from './commands/test-phases.ts';
import { findPhase, readPhases } from './phases.ts';
import { createProgram, run } from './program.ts';

const repo = process.cwd();

const program = createProgram(
  'pnpm phase',
  'The phases of the migration: see them, go to one, read its diff, run its tests',
);

program
  .command('list')
  .description('show all phases, and where you are')
  .action(async () => listPhases(repo, await readPhases(repo)));

program
  .command('goto')
  .description('check a phase out')
  .argument('<phase>', 'its number or name, such as 3 or read-cutover')
  .action(async (selector: string) => gotoPhase(repo, findPhase(await readPhases(repo), selector)));

program
  .command('diff')
  .description('show what a phase changes, compared with the one before it')
  .argument('<phase>', 'its number or name')
  .argument('[paths...]', 'only these files and directories')
  .option('--stat', 'only which files, and how much')
  .action(async (selector: string, paths: string[], options: { stat?: true }) => {
    const all = await readPhases(repo);
    const phase = findPhase(all, selector);
    process.exitCode = await diffPhase(repo, all, phase, { stat: options.stat ?? false, paths });
  });

program
  .command('test')
  .description('run the tests of phases, each in a worktree of its own')
  .argument('[phases...]', 'numbers or names; all phases when there are none')
  .action(async (selectors: string[]) => {
    const all = await readPhases(repo);
    const chosen = selectors.length === 0 ? all : selectors.map((one) => findPhase(all, one));
    process.exitCode = (await testPhases(repo, chosen)) ? 0 : 1;
  });

await run(program);
