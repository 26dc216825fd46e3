import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';

/** What the user asked for. */
export interface Options {
  users: number;
  seedAttachments: number;
  secondsPerPhase: number;
  /** Number of the phase to start with; the first there is, unless given. */
  from?: number;
  /** Number of the phase to end with; the last there is, unless given. */
  to?: number;
  /** Go back again afterwards, phase by phase, to the first. */
  undo?: boolean;
  /** Absolute path of a folder with the user's own photos. */
  photos?: string;
  /** Absolute path of another copy of report.json. */
  json?: string;
}

const EXAMPLES = `
Examples:
  pnpm rehearse                          all phases of the newest edition
  pnpm rehearse --from 2 --to 3          the read cut-over only
  pnpm rehearse --undo                   there and back: as far as there is a way back
  pnpm rehearse --from 0 --to 0          phase 0 over itself: every instance replaced
  pnpm rehearse --photos ~/Pictures      with your own photos

The report: .rehearsal/report.json and .rehearsal/report.html
Exit code: 0 when every invariant that applies held, every roll-out and step succeeded and no
instance failed, 1 when not, 130 after Ctrl-C.`;

/** The command line. Running it gives the options to `run`. */
export function command(run: (options: Options) => Promise<void>): Command {
  const cores = availableParallelism();
  return new Command('pnpm rehearse')
    .description(
      'Rehearses the migration live: builds the phases, rolls them out one instance at a time ' +
        'under real traffic, and checks that no request failed and no photo was lost.',
    )
    .option(
      '--users <n>',
      'clients that use the app at once, old and up-to-date',
      whole(2, 500),
      10,
    )
    .option(
      '--seed-attachments <n>',
      'photos that are there before the traffic starts',
      whole(0, 1_000_000),
      1000 * Math.min(cores, 10),
    )
    .option(
      '--seconds-per-phase <n>',
      'how long each phase is used after its roll-out and steps',
      whole(1, 86_400),
      5,
    )
    .option('--from <phase>', 'number of the first phase', whole(0, 999))
    .option('--to <phase>', 'number of the last phase', whole(0, 999))
    .option('--undo', 'then undo phase after phase, back to the first')
    .addOption(new Option('--photos <dir>', 'use the photos of this folder').argParser(path))
    .addOption(new Option('--json <path>', 'write report.json here too').argParser(path))
    .addHelpText('after', EXAMPLES)
    .allowExcessArguments(false)
    .showHelpAfterError('(pnpm rehearse --help tells what can be given)')
    .action(async (options: Options, self: Command) => {
      const { from, to } = options;
      if (from !== undefined && to !== undefined && from > to) {
        self.error(`error: --from ${from} comes after --to ${to}`);
      }
      await run(options);
    });
}

function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < min || number > max) {
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
    }
    return number;
  };
}

function path(text: string): string {
  // pnpm runs scripts in the package's directory; the user's own is what a path is meant from.
  return resolve(process.env.INIT_CWD ?? process.cwd(), text);
}
