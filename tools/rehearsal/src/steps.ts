import { setTimeout as delay } from 'node:timers/promises';
import type { Command, Stack } from '@photos/local-stack';
import type { Step } from './builds/phase-file.ts';
import type { StepReport } from './report/report.ts';

const MS_TO_END = 10_000;
const SHOWN_LINES = 8;

export interface StepOptions {
  stack: Stack;
  checkout: string;
  signal: AbortSignal;
  /** The last line of its output, as it goes on. */
  onOutput(line: string): void;
}

/**
 * Runs one of a phase's steps with the app's own command line, and takes the figures from the last
 * line of its output, if that is a JSON object. A step that fails has the end of its output as
 * `output`.
 */
export async function runStep(step: Step, options: StepOptions): Promise<StepReport> {
  const { stack, checkout, signal, onOutput } = options;
  signal.throwIfAborted();
  const began = performance.now();
  const running = stack.launch(step.app, step.command, { checkout });
  running.onOutput((chunk) => {
    const line = chunk.trimEnd().split('\n').at(-1);
    if (line) onOutput(line);
  });
  const abort = () => void end(running);
  signal.addEventListener('abort', abort, { once: true });
  const { exitCode, stdout, stderr } = await running.finished;
  signal.removeEventListener('abort', abort);
  signal.throwIfAborted();
  const ok = exitCode === 0;
  return {
    ...figuresOf(stdout),
    name: step.name,
    ms: Math.round(performance.now() - began),
    ok,
    ...(ok ? {} : { exitCode, output: lastLines(`${stdout}\n${stderr}`) }),
  };
}

async function end(command: Command): Promise<void> {
  command.signal('SIGTERM');
  await Promise.race([command.finished, delay(MS_TO_END, undefined, { ref: false })]);
  command.signal('SIGKILL');
}

function figuresOf(stdout: string): Record<string, unknown> {
  try {
    const figures: unknown = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
    const isObject = typeof figures === 'object' && figures !== null && !Array.isArray(figures);
    return isObject ? { ...figures } : {};
  } catch {
    return {};
  }
}

function lastLines(output: string): string {
  return output.trim().split('\n').slice(-SHOWN_LINES).join('\n');
}
