import { resolve } from 'node:path';
import { ChildFailed } from '@photos/local-stack';
import { Refusal } from '@photos/phases';
import pc from 'picocolors';
import { BuildFailed } from './builds/pnpm.ts';
import { command, type Options } from './options.ts';
import { PhotoFolderError } from './photos/folder-photos.ts';
import { rehearse } from './rehearse.ts';
import { CannotWrite, removeReport, writeReport } from './report/write-report.ts';
import { createProgress } from './terminal/progress.ts';
import { summary } from './terminal/summary.ts';
import { NobodyJoined } from './traffic/people.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const DIRECTORY = resolve(REPOSITORY, '.rehearsal');
/** What a shell expects of a program that Ctrl-C ended: 128 and the number of SIGINT. */
const INTERRUPTED = 130;

await command(run).parseAsync();

async function run(options: Options): Promise<void> {
  const controller = new AbortController();
  const progress = createProgress(process.stdout);
  const interrupt = () => {
    if (!controller.signal.aborted) progress.line('  Stopping everything …');
    controller.abort(new Error('Interrupted'));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  try {
    const { signal } = controller;
    await removeReport(DIRECTORY, options.json);
    const report = await rehearse({ ...options, repository: REPOSITORY, signal, progress });
    progress.close();
    console.log(summary(report));
    const paths = await writeReport(report, DIRECTORY, options.json);
    console.log(pc.dim(`\n  ${paths.json}\n  ${paths.html}\n`));
    process.exitCode = report.ok ? 0 : 1;
  } catch (error) {
    progress.close();
    process.exitCode = controller.signal.aborted ? INTERRUPTED : 1;
    if (!controller.signal.aborted) console.error(pc.red(`\n${describe(error)}`));
  }
}

/** What is expected to go wrong needs no stack trace. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const expected = [Refusal, PhotoFolderError, BuildFailed, ChildFailed, CannotWrite, NobodyJoined];
  const isExpected = expected.some((type) => error instanceof type);
  return isExpected ? error.message : (error.stack ?? error.message);
}
