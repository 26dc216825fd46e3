import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import pc from 'picocolors';
import { type Servers, startServers } from '../servers.ts';
import { type Stack, startStack } from '../stack.ts';
import { checkPortIsFree } from './check-port.ts';
import { claimDirectory } from './claim-directory.ts';
import { writeEnvironmentFiles } from './environment-files.ts';
import { summary } from './summary.ts';
import { untilTold } from './until-told.ts';

const CHECKOUT = fileURLToPath(new URL('../../../..', import.meta.url));

const HELP = `
DATABASE_URL makes it use a PostgreSQL that runs already; S3_ENDPOINT, S3_ACCESS_KEY_ID and
S3_SECRET_ACCESS_KEY another object store.`;

interface Options {
  port: number;
  instances?: number;
  directory: string;
  fresh?: boolean;
}

const program = new Command('pnpm dev')
  .description("Starts this checkout's whole stack with the web client, until Ctrl-C.")
  .option(
    '-p, --port <number>',
    'where the web client and the API are',
    wholeNumber(1, 65_535),
    8080,
  )
  .option(
    '-i, --instances <number>',
    'how many instances of each app, if not as many as infra/phase.json says',
    wholeNumber(1, 16),
  )
  .option('-d, --directory <path>', 'where data and logs are kept', resolve(CHECKOUT, '.stack'))
  .option('--fresh', 'start without the data of earlier times')
  .addHelpText('after', HELP)
  .showHelpAfterError('(--help says more)')
  .action(run);

// `pnpm dev -- --port 9000` passes the dashes on.
await program.parseAsync(process.argv.filter((argument) => argument !== '--'));

async function run({ port, instances, directory, fresh = false }: Options): Promise<void> {
  let servers: Servers | undefined;
  let stack: Stack | undefined;
  let giveBack: (() => Promise<void>) | undefined;
  const told = untilTold();
  try {
    giveBack = await claimDirectory(directory);
    await checkPortIsFree(port);
    say(pc.dim('Starting PostgreSQL and the object store ...'));
    servers = await startServers({ directory, durable: true, fresh });
    if (!told.already) {
      say(pc.dim('Starting the apps ...'));
      stack = await startStack({
        ...{ checkout: CHECKOUT, servers, port, name: 'photos' },
        ...(instances && { instances }),
      });
      await writeEnvironmentFiles(stack);
      say(summary({ stack, servers, shown }));
      for (const instance of Object.values(stack.apps).flatMap((app) => app.instances)) {
        void instance.exited.then((code) => {
          if (!told.already) say(pc.yellow(`${instance.name} ended with code ${code}.`));
        });
      }
    }
    await told.promise;
    say(pc.dim('\nStopping ...'));
  } catch (error) {
    process.stderr.write(`${pc.red((error as Error).message)}\n`);
    process.exitCode = 1;
  }
  // Whatever does not stop by itself, the watchdog ends.
  await stack?.close().catch(() => {});
  await servers?.stop().catch(() => {});
  await giveBack?.();
  process.exit();
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** A path as short as it can be said here. */
function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}

function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max) {
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
    }
    return value;
  };
}
