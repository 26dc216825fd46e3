import type { Stack } from '@photos/local-stack';
import { peakResidentMemory } from './resident-memory.ts';

export interface StepResult {
  seconds: number;
  /** Bytes of RAM that the command occupied at most. */
  peakMemory: number;
}

/**
 * Runs a command of the monolith, such as a backfill, and measures it from start to exit.
 *
 * @throws Error with its output when it fails
 */
export async function runStep(stack: Stack, args: readonly string[]): Promise<StepResult> {
  const started = performance.now();
  const command = stack.launch('monolith', args);
  const peakMemory = await peakResidentMemory(command.pid, command.finished);
  const { exitCode, stdout, stderr } = await command.finished;
  if (exitCode !== 0) throw new Error(`${args.join(' ')} failed:\n${stdout}${stderr}`);
  return { seconds: (performance.now() - started) / 1000, peakMemory };
}
