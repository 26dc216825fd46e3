// `pnpm edition`: for maintainers, who make new editions of the phases.

import { listEditions } from './commands/list-editions.ts';
import { publishEdition } from './commands/publish-edition.ts';
import { abortReplay, continueReplay, replayEdition } from './commands/replay-edition.ts';
import { startEdition } from './commands/start-edition.ts';
import { createProgram, run } from './program.ts';
import { requireHistory } from './repository.ts';

const repo = process.cwd();
const program = createProgram(
  'pnpm edition',
  'Editions of the phases: start one, replay the phases onto it, publish it',
);
program.hook('preAction', () => requireHistory(repo));

program
  .command('list')
  .description('show the editions that are published on main')
  .action(() => listEditions(repo));

program
  .command('start')
  .description('make a branch at the newest phase 0')
  .argument('[branch]', 'its name; edition-<number> when there is none')
  .action((branch?: string) => startEdition(repo, branch));

program
  .command('replay')
  .description('bring the phases over to the tip of the branch, and fold fixups in')
  .option('--continue', 'go on, with the conflict resolved')
  .option('--abort', 'put the branch back to where it was')
  .action((options: { continue?: true; abort?: true }) => {
    if (options.abort) return abortReplay(repo);
    return options.continue ? continueReplay(repo) : replayEdition(repo);
  });

program
  .command('publish')
  .description('check every phase, merge them into main, set the tags')
  .option('-m, --message <text>', 'a few words on what this edition is about')
  .action((options: { message?: string }) => publishEdition(repo, options.message ?? ''));

await run(program);
