import { Command } from 'commander';
import { ExecaError } from 'execa';
import pc from 'picocolors';
import { Interrupted } from './interrupt.ts';

/** A command with the help that all of ours have. */
export function createProgram(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .usage('<command>')
    .helpCommand(false)
    .showHelpAfterError('(--help says more)');
}

/** Runs the program on our arguments. Errors are told in words; the exit code says that there was one. */
export async function run(program: Command): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    console.error(`${pc.red('Error:')} ${messageOf(error)}`);
    process.exitCode = error instanceof Interrupted ? error.exitCode : 1;
  }
}

function messageOf(error: unknown): string {
  if (error instanceof ExecaError && error.code === 'ENOENT') {
    return `${error.command.split(' ')[0]} is not installed, or not on the PATH.`;
  }
  return error instanceof Error ? error.message : String(error);
}
