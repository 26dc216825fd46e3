import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface UpstreamState {
  url: string;
  state: string;
  inFlight: number;
}

export interface EdgeSettings {
  routes?: unknown[];
  limits?: Record<string, number>;
  apps?: Record<string, { instances: string[]; internalPort?: number }>;
  web?: string;
}

/** A real edge process, with settings of its own. */
export class RunningEdge {
  readonly port: number;
  readonly origin: string;
  readonly admin: string;
  readonly directory: string;
  readonly process: ChildProcess;
  output = '';

  private constructor(
    port: number,
    adminPort: number,
    directory: string,
    env: Record<string, string>,
  ) {
    this.port = port;
    this.origin = `http://127.0.0.1:${port}`;
    this.admin = `http://127.0.0.1:${adminPort}`;
    this.directory = directory;
    this.process = spawn(process.execPath, [MAIN, 'serve'], {
      env: {
        PATH: process.env.PATH,
        HOST: '127.0.0.1',
        PORT: String(port),
        ADMIN_PORT: String(adminPort),
        EDGE_CONFIG: join(directory, 'edge.json'),
        UPSTREAMS_FILE: join(directory, 'upstreams.json'),
        DRAIN_DELAY_MS: '1000',
        ...env,
      },
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on('data', (chunk) => {
        this.output += String(chunk);
      });
    }
  }

  /** @param env more environment variables */
  static async start(
    settings: EdgeSettings,
    env: Record<string, string> = {},
  ): Promise<RunningEdge> {
    const directory = await mkdtemp(join(tmpdir(), 'edge-test-'));
    await writeSettings(directory, settings);
    const edge = new RunningEdge(await freePort(), await freePort(), directory, env);
    await eventually(async () => (await edge.upstreams()) !== undefined);
    await edge.allReady(settings);
    return edge;
  }

  /** By app; undefined while it doesn't answer. */
  async upstreams(): Promise<Record<string, UpstreamState[]> | undefined> {
    const response = await fetch(`${this.admin}/upstreams`).catch(() => undefined);
    const settings = (await response?.json()) as
      | { apps: Record<string, UpstreamState[]> }
      | undefined;
    return settings?.apps;
  }

  async stateOf(url: string): Promise<string | undefined> {
    const all = Object.values((await this.upstreams()) ?? {}).flat();
    return all.find((upstream) => upstream.url === url)?.state;
  }

  /** Gives it other settings and waits until it has them. */
  async reload(settings: EdgeSettings): Promise<void> {
    await writeSettings(this.directory, settings);
    this.process.kill('SIGHUP');
    await this.allReady(settings);
  }

  async allReady({ apps = {} }: EdgeSettings): Promise<void> {
    await eventually(async () => {
      const known = (await this.upstreams()) ?? {};
      return Object.entries(apps).every(([app, { instances }]) => {
        const ready = known[app]?.filter(({ state }) => state === 'ready').map(({ url }) => url);
        return ready?.toSorted().join() === instances.toSorted().join();
      });
    });
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null) {
      this.process.kill('SIGKILL');
      await once(this.process, 'exit');
    }
    await rm(this.directory, { recursive: true });
  }
}

const MONOLITH_ROUTES = [
  { prefix: '/api', app: 'monolith' },
  { prefix: '/', web: true },
];

async function writeSettings(
  directory: string,
  { routes = MONOLITH_ROUTES, limits = {}, apps = {}, web }: EdgeSettings,
): Promise<void> {
  await replaceFile(join(directory, 'edge.json'), JSON.stringify({ routes, limits }));
  await replaceFile(join(directory, 'upstreams.json'), JSON.stringify({ apps, web }));
}

export async function replaceFile(file: string, content: string): Promise<void> {
  await writeFile(`${file}.new`, content);
  await rename(`${file}.new`, file);
}

const given = new Set<number>();

/** A port nobody listens on, another one each time. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  if (given.has(port)) return freePort();
  given.add(port);
  return port;
}
