import { entryPoint } from './checkout.ts';
import { Child } from './child-process.ts';
import { type Metrics, parseMetrics } from './metrics-text.ts';
import { answersOk } from './wait-until.ts';

export interface InstanceOptions {
  app: string;
  /** Unique in the stack, such as `monolith-3`. */
  name: string;
  checkout: string;
  port: number;
  env: Readonly<Record<string, string>>;
  logFile: string;
  /**
   * Called once when the process is gone, for whatever reason.
   * @param fault what was wrong with that, if anything: nobody asked for it, or it was asked to drain and did not end with 0
   */
  onExit: (instance: Instance, fault?: string) => void;
}

/** One running process of an app. */
export class Instance {
  readonly app: string;
  readonly name: string;
  readonly checkout: string;
  /** Its own address, not through the edge. */
  readonly url: string;
  readonly #child: Child;
  #asked: 'nothing' | 'drain' | 'kill' = 'nothing';

  private constructor({ app, name, checkout, port, onExit }: InstanceOptions, child: Child) {
    this.app = app;
    this.name = name;
    this.checkout = checkout;
    this.url = `http://127.0.0.1:${port}`;
    this.#child = child;
    child.exited.then((code) => onExit(this, this.#faultOf(code)));
  }

  #faultOf(code: number): string | undefined {
    if (this.#asked === 'nothing') return `${this.name} ended by itself, with exit code ${code}`;
    if (this.#asked === 'kill' || code === 0) return undefined;
    return `${this.name} was asked to drain, and ended with exit code ${code}`;
  }

  /**
   * Starts it and waits until it is ready.
   * @throws {ChildFailed} with its last log lines when it isn't within 30 seconds
   */
  static async start(options: InstanceOptions): Promise<Instance> {
    const { app, name, checkout, port, env, logFile } = options;
    const child = await Child.start({
      name,
      command: process.execPath,
      args: [entryPoint(checkout, app), 'serve'],
      env: { ...env, PORT: String(port) },
      logFile,
    });
    const instance = new Instance(options, child);
    await child.untilReady(() => answersOk(`${instance.url}/readyz`));
    return instance;
  }

  get pid(): number {
    return this.#child.pid;
  }

  get running(): boolean {
    return this.#child.running;
  }

  /** Resolves with the exit code when it is gone. */
  get exited(): Promise<number> {
    return this.#child.exited;
  }

  /** Freezes it (SIGSTOP): it keeps its connections and answers nothing. */
  pause(): void {
    this.#child.pause();
  }

  resume(): void {
    this.#child.resume();
  }

  /** SIGKILL; the edge finds out by itself. Resolves when the process is gone. */
  async kill(): Promise<void> {
    this.#asked = 'kill';
    await this.#child.kill();
  }

  /**
   * SIGTERM; it drains while the edge notices by itself.
   * @returns its exit code
   * @throws {StopDeadlineExceeded} when it had to be killed
   */
  async stop(deadlineMs = 30_000): Promise<number> {
    if (this.running) this.#asked = 'drain';
    return await this.#child.stop(deadlineMs);
  }

  /** All it has logged so far. */
  log(): string {
    return this.#child.log();
  }

  async metrics(): Promise<Metrics> {
    const response = await fetch(`${this.url}/metrics`, { signal: AbortSignal.timeout(5_000) });
    return parseMetrics(await response.text());
  }
}
