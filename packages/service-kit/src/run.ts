import { errorMessage } from './error-message.ts';

/**
 * Runs an app's command. When it fails, standard error says why, and the process exits with 1.
 *
 * @param program what commander made of the app's commands
 */
export async function run(program: { parseAsync(): Promise<unknown> }): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    process.stderr.write(`${errorMessage(error)}\n`);
    process.exit(1);
  }
}
