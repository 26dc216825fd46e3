import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { DeadlineExceeded, waitUntil } from './wait-until.ts';
import { unwatch, watch } from './watchdog-client.ts';

export interface ChildOptions {
  /** What error messages call it, such as `monolith 2`. */
  name: string;
  command: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  /** Everything it prints is appended here. */
  logFile: string;
  /** Default: the caller's own. */
  cwd?: string;
  /** The user and group to run as, where that isn't the caller's own. */
  uid?: number;
  gid?: number;
  /** How it is asked to stop, the most polite way first. Default: SIGTERM, SIGKILL. */
  stopSignals?: readonly NodeJS.Signals[];
}

/** Thrown when a process that should run has ended; shows the end of its log. */
export class ChildFailed extends Error {
  override name = 'ChildFailed';
}

/** Thrown when a process had to be killed because it didn't stop in time. */
export class StopDeadlineExceeded extends Error {
  override name = 'StopDeadlineExceeded';
}

const LOG_LINES_IN_ERRORS = 25;

/**
 * A supervised process: it is the leader of its own process group, so that Ctrl-C reaches only
 * whoever started it, and the watchdog ends it should its starter die.
 */
export class Child {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** Resolves with the exit code when the process is gone; a signal counts as 128. */
  readonly exited: Promise<number>;
  readonly #process: ChildProcess;
  readonly #stopSignals: readonly NodeJS.Signals[];

  private constructor(options: ChildOptions, child: ChildProcess, pid: number) {
    this.name = options.name;
    this.pid = pid;
    this.logFile = options.logFile;
    this.#process = child;
    this.#stopSignals = options.stopSignals ?? ['SIGTERM', 'SIGKILL'];
    watch(pid, this.#stopSignals);
    this.exited = new Promise((resolve) => {
      child.once('exit', (code) => {
        unwatch(pid);
        resolve(code ?? 128);
      });
    });
  }

  /** @throws {Error} when the command can't be run at all. */
  static async start(options: ChildOptions): Promise<Child> {
    const log = openSync(options.logFile, 'a');
    try {
      const child = spawn(options.command, options.args, {
        env: { ...inheritedEnv(), ...options.env },
        stdio: ['ignore', log, log],
        detached: true,
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
        ...(options.uid === undefined ? {} : { uid: options.uid }),
        ...(options.gid === undefined ? {} : { gid: options.gid }),
      });
      if (child.pid === undefined) {
        const [error] = await new Promise<Error[]>((resolve) =>
          child.once('error', (...errors) => resolve(errors)),
        );
        throw error;
      }
      return new Child(options, child, child.pid);
    } finally {
      closeSync(log);
    }
  }

  get running(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** All it has printed so far. */
  log(): string {
    return readFileSync(this.logFile, 'utf8');
  }

  /** An error that says what happened to this process and shows its last log lines. */
  failure(what: string): ChildFailed {
    const lines = this.log().trimEnd().split('\n').slice(-LOG_LINES_IN_ERRORS);
    return new ChildFailed(
      `${this.name} ${what}. The end of ${this.logFile}:\n${lines.join('\n')}`,
    );
  }

  /**
   * Waits until it is ready; kills it when that fails.
   * @throws {ChildFailed} with its last log lines when it isn't within 30 seconds
   */
  async untilReady(isReady: () => Promise<boolean>): Promise<void> {
    try {
      await waitUntil(`${this.name} is ready`, async () => {
        if (!this.running) throw this.failure('ended while starting');
        return await isReady();
      });
    } catch (error) {
      await this.kill();
      throw error instanceof DeadlineExceeded ? this.failure(error.message) : error;
    }
  }

  signal(signal: NodeJS.Signals): void {
    if (this.running) this.#process.kill(signal);
  }

  /** Freezes it (SIGSTOP): it keeps its connections and answers nothing. */
  pause(): void {
    this.signal('SIGSTOP');
  }

  resume(): void {
    this.signal('SIGCONT');
  }

  /** SIGKILL, then waits until it is gone. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.exited;
  }

  /**
   * Asks it to stop and waits until it is gone.
   * @returns its exit code
   * @throws {StopDeadlineExceeded} when it had to be forced after `deadlineMs`
   */
  async stop(deadlineMs = 30_000): Promise<number> {
    const [first = 'SIGTERM', ...harsher] = this.#stopSignals;
    this.signal(first);
    this.resume();
    const code = await within(this.exited, deadlineMs);
    if (code !== undefined) return code;
    for (const signal of [...harsher, 'SIGKILL' as const]) {
      this.signal(signal);
      if ((await within(this.exited, 2_000)) !== undefined) break;
    }
    throw new StopDeadlineExceeded(this.failure(`did not stop within ${deadlineMs} ms`).message);
  }
}

/** What a child needs of this process's environment; its configuration is never inherited. */
export function inheritedEnv(): Record<string, string> {
  const env: Record<string, string> = {};
  for (const name of ['PATH', 'HOME', 'TMPDIR', 'TZ', 'LANG', 'NODE_EXTRA_CA_CERTS']) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return env;
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
