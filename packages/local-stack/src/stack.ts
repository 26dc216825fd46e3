import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { appEnvironment } from './app-environment.ts';
import { entryPoint, hasDatabase, readCheckout, WEB } from './checkout.ts';
import { type Command, type CommandResult, startCommand } from './command.ts';
import { Edge, type Upstreams } from './edge.ts';
import { freePort } from './free-port.ts';
import { Instance } from './instance.ts';
import { type Metrics, sumMetrics } from './metrics-text.ts';
import type { S3Access } from './object-store.ts';
import { type Secrets, secretsOf } from './secrets.ts';
import type { Servers } from './servers.ts';

type Env = Readonly<Record<string, string>>;

export interface StackOptions {
  /** Directory of a built checkout of this repository. */
  checkout: string;
  servers: Servers;
  /** How many of each app. Default: as `infra/phase.json` says when the app is first started, else 2. */
  instances?: number;
  /** The edge's public port. Default: a free one. */
  port?: number;
  /** Lower-case letters, digits and `-`; names the databases, the bucket and the directory. Default: a random name. */
  name?: string;
  /** Environment by app, on top of what the stack sets. */
  env?: Readonly<Record<string, Env>>;
  /** Told of an instance that ended by itself, or not with 0 when it was asked to drain. */
  onFaultyExit?: (fault: string) => void;
}

export interface ReplaceOptions {
  /** Whose build the new instance runs. Default: the same. */
  checkout?: string;
  env?: Env;
}

export interface CommandOptions {
  /** Whose build runs. Default: the one the app was last rolled out from. */
  checkout?: string;
  env?: Env;
}

export interface RollOptions {
  /** Called after each replaced instance. */
  onProgress?: (replaced: number, of: number) => void;
}

/** An app of the stack. */
export interface App {
  name: string;
  /** Those in rotation, oldest first. */
  instances: Instance[];
  /** Of its own database, when it has one. */
  databaseUrl?: string;
}

interface AppState extends App {
  checkout: string;
  internalPort: number;
  started: number;
}

/**
 * Starts a stack: the apps of a checkout with databases and a bucket of their own, and the edge in
 * front. Resolves when the edge routes to every instance.
 * @throws {ChildFailed} with its last log lines when something doesn't start; nothing is left running then
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { servers, checkout, port } = options;
  const name = options.name ?? `stack-${randomBytes(4).toString('hex')}`;
  const directory = join(servers.directory, name);
  await mkdir(directory, { recursive: true });
  await removeLogs(directory);
  const [secrets] = await Promise.all([secretsOf(directory), servers.createBucket(name)]);
  const stack = new Stack(options, { name, directory, secrets });
  try {
    await stack.begin(checkout, port ?? (await freePort()));
  } catch (error) {
    await stack.close().catch(() => {});
    throw error;
  }
  return stack;
}

/** A directory that is used again: its logs are those of this time only. */
async function removeLogs(directory: string): Promise<void> {
  const logs = (await readdir(directory)).filter((file) => file.endsWith('.log'));
  await Promise.all(logs.map((file) => rm(join(directory, file))));
}

export class Stack {
  readonly name: string;
  /** Configuration and logs. */
  readonly directory: string;
  readonly #servers: Servers;
  readonly #secrets: Secrets;
  readonly #extraEnv: Readonly<Record<string, Env>>;
  readonly #wantedInstances: number | undefined;
  readonly #onFaultyExit: (fault: string) => void;
  readonly #apps = new Map<string, AppState>();
  /** Entry points whose migrations have been applied. */
  readonly #migrated = new Set<string>();
  #edge: Edge | undefined;

  /** Use {@link startStack}. */
  constructor(
    { servers, env = {}, instances, onFaultyExit = () => {} }: StackOptions,
    { name, directory, secrets }: { name: string; directory: string; secrets: Secrets },
  ) {
    this.name = name;
    this.directory = directory;
    this.#servers = servers;
    this.#secrets = secrets;
    this.#extraEnv = env;
    this.#wantedInstances = instances;
    this.#onFaultyExit = onFaultyExit;
  }

  /** Called once by {@link startStack}. */
  async begin(checkout: string, port: number): Promise<void> {
    await this.adopt(checkout);
    const upstreams = () => this.#upstreams();
    const apps = [...this.#apps.keys()];
    const started = await Promise.allSettled([
      Edge.start({ checkout, directory: this.directory, port, upstreams }).then((edge) => {
        this.#edge = edge;
      }),
      ...apps.map((app) => this.#startAll(app, checkout)),
    ]);
    for (const one of started) if (one.status === 'rejected') throw one.reason;
    await this.edge.reload(Object.values(this.#upstreams()).flatMap(({ instances }) => instances));
  }

  get edge(): Edge {
    if (!this.#edge) throw new Error('the edge is not running');
    return this.#edge;
  }

  /** The public origin, such as `http://127.0.0.1:8080`. */
  get origin(): string {
    return this.edge.origin;
  }

  get apps(): Readonly<Record<string, App>> {
    return Object.fromEntries(this.#apps);
  }

  /** The shared secret of the services. */
  get serviceToken(): string {
    return this.#secrets.serviceToken;
  }

  get s3(): S3Access & { bucket: string } {
    return { ...this.#servers.s3, bucket: this.name };
  }

  /** @throws {Error} when the app has no database */
  databaseUrl(app: string): string {
    const url = this.#app(app).databaseUrl;
    if (url === undefined) throw new Error(`${app} has no database`);
    return url;
  }

  /** The balanced address that the other apps use. */
  internalUrl(app: string): string {
    return `http://127.0.0.1:${this.#app(app).internalPort}`;
  }

  /** The app's whole environment, but for its port. */
  env(app: string): Record<string, string> {
    const { databaseUrl } = this.#app(app);
    const names = [...this.#apps.keys()];
    const internalUrls = Object.fromEntries(names.map((name) => [name, this.internalUrl(name)]));
    const options = { databaseUrl, s3: this.s3, secrets: this.#secrets, internalUrls };
    return { ...appEnvironment(options), ...this.#extraEnv[app] };
  }

  /** Starts one more instance and puts it into rotation. */
  async start(app: string, { checkout, env }: ReplaceOptions = {}): Promise<Instance> {
    const instance = await this.#startInstance(app, checkout ?? this.#app(app).checkout, env);
    this.#join(instance);
    await this.edge.reload([instance.url]);
    return instance;
  }

  /**
   * Replaces an instance: the new one is started and in rotation before the old one leaves it,
   * drains and ends. A new checkout's migrations are applied first, unless its phase file has them
   * among the steps after the roll-out.
   * @throws {StopDeadlineExceeded} when the old one had to be killed
   */
  async replace(instance: Instance, { checkout, env }: ReplaceOptions = {}): Promise<Instance> {
    const { app } = instance;
    if (checkout !== undefined && checkout !== instance.checkout) {
      const { migratedAfterwards } = await readCheckout(checkout);
      if (!migratedAfterwards.includes(app)) await this.migrate(app, checkout);
    }
    const successor = await this.start(app, {
      checkout: checkout ?? instance.checkout,
      ...(env && { env }),
    });
    await this.stopInstance(instance);
    return successor;
  }

  /** Takes an instance out of rotation, then has it drain and end. */
  async stopInstance(instance: Instance): Promise<void> {
    this.#forget(instance);
    await this.edge.reload();
    await instance.stop();
  }

  /**
   * Rolls an app out from a checkout: migrations first, if `replace` applies them, then one instance
   * at a time. An app that isn't there yet is started; `web` means the web client and the edge's routes.
   */
  async roll(app: string, checkout: string, { onProgress }: RollOptions = {}): Promise<void> {
    if (app === WEB) return await this.useRoutes(checkout);
    await this.adopt(checkout);
    const state = this.#app(app);
    const old = [...state.instances];
    if (old.length === 0) {
      await this.#startAll(app, checkout);
      await this.edge.reload(state.instances.map(({ url }) => url));
      return;
    }
    for (const [index, instance] of old.entries()) {
      await this.replace(instance, { checkout });
      onProgress?.(index + 1, old.length);
    }
    state.checkout = checkout;
  }

  /** Serves the edge routes and the web client of this checkout from now on. */
  async useRoutes(checkout: string): Promise<void> {
    await this.edge.useRoutes(checkout);
  }

  /**
   * Applies the database migrations of an app; none when it has no database, or when the same build's
   * `migrate` has run well before, as one of a phase's steps for example.
   * @throws {Error} with what it printed when they fail
   */
  async migrate(app: string, checkout: string): Promise<void> {
    await this.adopt(checkout);
    if (!hasDatabase(checkout, app) || this.#migrated.has(entryPoint(checkout, app))) return;
    const { exitCode, stdout, stderr } = await this.run(app, ['migrate'], { checkout });
    if (exitCode !== 0) throw new Error(`${app} migrate failed:\n${stdout}${stderr}`);
  }

  /** Runs one of an app's commands with its environment, to its end. */
  async run(
    app: string,
    args: readonly string[],
    options?: CommandOptions,
  ): Promise<CommandResult> {
    return await this.launch(app, args, options).finished;
  }

  /** Starts one of an app's commands with its environment. */
  launch(app: string, args: readonly string[], { checkout, env }: CommandOptions = {}): Command {
    const file = entryPoint(checkout ?? this.#app(app).checkout, app);
    const command = startCommand([file, ...args], { ...this.env(app), ...env });
    if (args[0] === 'migrate') {
      void command.finished.then(({ exitCode }) => {
        if (exitCode === 0) this.#migrated.add(file);
      });
    }
    return command;
  }

  /** The metrics of all instances of an app, added up. */
  async metrics(app: string): Promise<Metrics> {
    const { instances } = this.#app(app);
    return sumMetrics(await Promise.all(instances.map((instance) => instance.metrics())));
  }

  /**
   * Stops everything; databases and bucket stay.
   * @throws {StopDeadlineExceeded} when something had to be killed; nothing is left running then
   */
  async close(): Promise<void> {
    const instances = [...this.#apps.values()].flatMap((app) => app.instances);
    // Requests that hang at a frozen instance would keep the edge from ending.
    for (const instance of instances) instance.resume();
    const results = await Promise.allSettled([this.#edge?.stop()]);
    results.push(...(await Promise.allSettled(instances.map((one) => one.stop().then(() => {})))));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  /**
   * Gets ready for every app of a checkout: a database where it has one, and an internal address.
   * Its commands can run from then on, before any instance does.
   */
  async adopt(checkout: string): Promise<void> {
    const { apps } = await readCheckout(checkout);
    await Promise.all(
      apps.map(async (name) => {
        const internalPort = this.#apps.get(name)?.internalPort ?? (await freePort());
        const fresh: AppState = { name, instances: [], checkout, internalPort, started: 0 };
        const state = this.#apps.get(name) ?? fresh;
        this.#apps.set(name, state);
        if (state.databaseUrl === undefined && hasDatabase(checkout, name)) {
          const database = `${this.name}_${name}`.replaceAll('-', '_');
          state.databaseUrl = await this.#servers.createDatabase(database);
        }
      }),
    );
  }

  /** Migrates and starts all instances of an app that has none yet. */
  async #startAll(app: string, checkout: string): Promise<void> {
    await this.migrate(app, checkout);
    const state = this.#app(app);
    state.checkout = checkout;
    const { instances } = await readCheckout(checkout);
    const wanted = Array.from({ length: this.#wantedInstances ?? instances[app] ?? 2 }, () =>
      this.#startInstance(app, checkout).then((instance) => this.#join(instance)),
    );
    for (const one of await Promise.allSettled(wanted)) {
      if (one.status === 'rejected') throw one.reason;
    }
  }

  async #startInstance(app: string, checkout: string, env: Env = {}): Promise<Instance> {
    const name = `${app}-${++this.#app(app).started}`;
    return await Instance.start({
      app,
      name,
      checkout,
      port: await freePort(),
      env: { ...this.env(app), ...env },
      logFile: join(this.directory, `${name}.log`),
      onExit: (instance, fault) => {
        this.#forget(instance);
        if (fault !== undefined) this.#onFaultyExit(fault);
      },
    });
  }

  // Both make a new list: whoever got the old one keeps what it was.
  #join(instance: Instance): void {
    const state = this.#app(instance.app);
    state.instances = [...state.instances, instance];
  }

  #forget(instance: Instance): void {
    const state = this.#app(instance.app);
    state.instances = state.instances.filter((other) => other !== instance);
  }

  #upstreams(): Upstreams {
    return Object.fromEntries(
      [...this.#apps.values()].map(({ name, instances, internalPort }) => [
        name,
        { instances: instances.map(({ url }) => url), internalPort },
      ]),
    );
  }

  #app(name: string): AppState {
    const app = this.#apps.get(name);
    if (!app) throw new Error(`no app ${name} in infra/phase.json`);
    return app;
  }
}
