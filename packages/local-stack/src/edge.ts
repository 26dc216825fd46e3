import { join } from 'node:path';
import { entryPoint } from './checkout.ts';
import { Child } from './child-process.ts';
import { EdgeFiles } from './edge-files.ts';
import { freePort } from './free-port.ts';
import { DeadlineExceeded, waitUntil } from './wait-until.ts';

export interface EdgeOptions {
  /** Whose edge runs, and whose routes and web client it serves at first. */
  checkout: string;
  /** Where its configuration and log go. */
  directory: string;
  port: number;
  upstreams: () => Upstreams;
}

/** Where the edge finds the apps. */
export interface Upstreams {
  [app: string]: {
    instances: string[];
    /** Port of the listener that balances over them, for the other apps; loopback only. */
    internalPort: number;
  };
}

/** What the edge says about its upstreams on its admin listener. */
interface Applied {
  revision: string;
  apps: Record<string, { url: string; state: string }[]>;
}

/** The running edge, and the two files that tell it what to do. */
export class Edge {
  /** The public origin. */
  readonly origin: string;
  readonly adminUrl: string;
  readonly #child: Child;
  readonly #files: EdgeFiles;
  readonly #upstreams: () => Upstreams;

  private constructor(options: EdgeOptions, files: EdgeFiles, child: Child, adminPort: number) {
    this.origin = `http://127.0.0.1:${options.port}`;
    this.adminUrl = `http://127.0.0.1:${adminPort}`;
    this.#child = child;
    this.#files = files;
    this.#upstreams = options.upstreams;
  }

  /** @throws {ChildFailed} with its last log lines when it doesn't start */
  static async start(options: EdgeOptions): Promise<Edge> {
    const { checkout, directory, port, upstreams } = options;
    const adminPort = await freePort();
    const files = new EdgeFiles(directory);
    await files.useRoutes(checkout);
    await files.writeUpstreams(upstreams());
    const child = await Child.start({
      name: 'edge',
      command: process.execPath,
      args: [entryPoint(checkout, 'edge'), 'serve'],
      env: {
        HOST: '127.0.0.1',
        PORT: String(port),
        ADMIN_PORT: String(adminPort),
        EDGE_CONFIG: files.config,
        UPSTREAMS_FILE: files.upstreams,
        DRAIN_DELAY_MS: '0',
      },
      logFile: join(directory, 'edge.log'),
    });
    const edge = new Edge(options, files, child, adminPort);
    try {
      // Before it listens for SIGHUP, that signal would end it.
      await edge.#until('answers', (applied) => applied !== undefined);
    } catch (error) {
      await child.kill();
      throw error;
    }
    return edge;
  }

  get pid(): number {
    return this.#child.pid;
  }

  log(): string {
    return this.#child.log();
  }

  /** Serves the routes and the web client of this checkout from now on. */
  async useRoutes(checkout: string): Promise<void> {
    await this.#files.useRoutes(checkout);
    await this.reload();
  }

  /** Tells it the current upstreams; resolves when it uses them and has seen `newcomers` ready. */
  async reload(newcomers: readonly string[] = []): Promise<void> {
    const revision = await this.#files.writeUpstreams(this.#upstreams());
    this.#child.signal('SIGHUP');
    await this.#until('uses its new settings', (applied) => {
      if (applied === undefined || Number(applied.revision) < revision) return false;
      const known = Object.values(applied.apps).flat();
      const ready = known.filter(({ state }) => state === 'ready').map(({ url }) => url);
      return newcomers.every((url) => ready.includes(url));
    });
  }

  async stop(): Promise<void> {
    await this.#child.stop();
  }

  async #until(what: string, holds: (applied: Applied | undefined) => boolean): Promise<void> {
    try {
      await waitUntil(`the edge ${what}`, async () => {
        if (!this.#child.running) throw this.#child.failure('ended');
        return holds(await this.#applied());
      });
    } catch (error) {
      if (!(error instanceof DeadlineExceeded)) throw error;
      throw this.#child.failure(`is not well: ${error.message}`);
    }
  }

  async #applied(): Promise<Applied | undefined> {
    try {
      const response = await fetch(`${this.adminUrl}/upstreams`, {
        signal: AbortSignal.timeout(1_000),
      });
      return (await response.json()) as Applied;
    } catch {
      return undefined;
    }
  }
}
