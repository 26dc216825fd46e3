import { run } from '@photos/service-kit';
import { Command } from 'commander';
import { readEnvironment } from './environment.ts';
import { serveEdge } from './serve-edge.ts';

const program = new Command('edge').description(
  'The proxy in front: balances, checks health, reloads its routes',
);

program
  .command('serve', { isDefault: true })
  .description('serve the public, internal and admin listeners until SIGTERM')
  .action(() => serveEdge(readEnvironment()));

await run(program);
