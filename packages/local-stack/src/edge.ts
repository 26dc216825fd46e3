import { copyFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { edgeConfig, entryPoint, webDirectory } from './checkout.ts';
import { Child } from './child-process.ts';
import { freePort } from './free-port.ts';
import { waitUntil } from './wait-until.ts';

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
type UpstreamStates = Record<string, { url: string; ready: boolean }[]>;

/** The running edge, and the two files that tell it what to do. */
export class Edge {
  /** The public origin. */
  readonly origin: string;
  readonly adminUrl: string;
  readonly #child: Child;
  readonly #directory: string;
  readonly #upstreams: () => Upstreams;
  #web: string;

  private constructor(options: EdgeOptions, child: Child, adminPort: number) {
    this.origin = `http://127.0.0.1:${options.port}`;
    this.adminUrl = `http://127.0.0.1:${adminPort}`;
    this.#child = child;
    this.#directory = options.directory;
    this.#upstreams = options.upstreams;
    this.#web = webDirectory(options.checkout);
  }

  /** @throws {ChildFailed} with its last log lines when it doesn't start */
  static async start(options: EdgeOptions): Promise<Edge> {
    const { checkout, directory, port, upstreams } = options;
    const adminPort = await freePort();
    const files = await writeFiles(directory, checkout, upstreams());
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
    const edge = new Edge(options, child, adminPort);
    try {
      // Before it listens for SIGHUP, that signal would end it.
      await edge.#answers();
      await edge.reload();
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
    await copyFile(edgeConfig(checkout), join(this.#directory, 'edge.json'));
    this.#web = webDirectory(checkout);
    await this.reload();
  }

  /** Tells it the current upstreams; resolves when it knows them and has seen `newcomers` ready. */
  async reload(newcomers: readonly string[] = []): Promise<void> {
    const wanted = this.#upstreams();
    await writeUpstreams(this.#directory, wanted, this.#web);
    this.#child.signal('SIGHUP');
    await waitUntil('the edge knows its upstreams', async () => {
      if (!this.#child.running) throw this.#child.failure('ended');
      const states = await this.#states();
      return states !== undefined && agree(wanted, states, newcomers);
    });
  }

  async stop(): Promise<void> {
    await this.#child.stop();
  }

  async #answers(): Promise<void> {
    await waitUntil('the edge answers', async () => {
      if (!this.#child.running) throw this.#child.failure('ended while starting');
      return (await this.#states()) !== undefined;
    });
  }

  async #states(): Promise<UpstreamStates | undefined> {
    try {
      const response = await fetch(`${this.adminUrl}/upstreams`, {
        signal: AbortSignal.timeout(1_000),
      });
      return (await response.json()) as UpstreamStates;
    } catch {
      return undefined;
    }
  }
}

function agree(wanted: Upstreams, states: UpstreamStates, newcomers: readonly string[]): boolean {
  return Object.entries(wanted).every(([app, { instances }]) => {
    const known = states[app] ?? [];
    const same = known.length === instances.length;
    const accepted = ({ url, ready }: { url: string; ready: boolean }) =>
      instances.includes(url) && (ready || !newcomers.includes(url));
    return same && known.every(accepted);
  });
}

async function writeFiles(directory: string, checkout: string, upstreams: Upstreams) {
  const config = join(directory, 'edge.json');
  await copyFile(edgeConfig(checkout), config);
  return {
    config,
    upstreams: await writeUpstreams(directory, upstreams, webDirectory(checkout)),
  };
}

/** Replaces the file in one step, so that the edge never reads half of it. */
async function writeUpstreams(directory: string, apps: Upstreams, web: string): Promise<string> {
  const file = join(directory, 'upstreams.json');
  await writeFile(`${file}.new`, JSON.stringify({ apps, web }, null, 2));
  await rename(`${file}.new`, file);
  return file;
}
