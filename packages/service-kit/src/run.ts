import { errorMessage } from './error-message.ts';

/** An app's commands, as commander has them. */
interface Program {
  commands: readonly { name(): string }[];
  error(message: string): never;
  parseAsync(): Promise<unknown>;
}

/**
 * Runs an app's command. When it fails, standard error says why, and the process exits with 1.
 *
 * @param program what commander made of the app's commands
 */
export async function run(program: Program): Promise<void> {
  refuseUnknownCommand(program);
  try {
    await program.parseAsync();
  } catch (error) {
    process.stderr.write(`${errorMessage(error)}\n`);
    process.exit(1);
  }
}

/** Commander takes an unknown command for an argument of the default one, and complains of that. */
function refuseUnknownCommand(program: Program): void {
  const [, , name] = process.argv;
  if (name === undefined || name.startsWith('-')) return;
  const known = ['help', ...program.commands.map((command) => command.name())];
  if (!known.includes(name)) {
    program.error(`error: unknown command '${name}'\n(--help lists the commands of this phase)`);
  }
}
