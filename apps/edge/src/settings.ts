import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const Prefix = z
  .string()
  .regex(/^\/([\w.-]+(\/[\w.-]+)*)?$/, 'must be a path without a slash at its end');

const Route = z.union([
  z.strictObject({ prefix: Prefix, app: z.string().min(1) }),
  z.strictObject({ prefix: Prefix, web: z.literal(true) }),
]);

const MINUTE = 60_000;

const Limits = z.strictObject({
  /** The largest request body, in bytes: ten photos of 20 MiB and what comes with them. */
  bodyBytes: z
    .int()
    .positive()
    .default(220 * 1024 * 1024),
  /** How long a client may take for the headers of a request. */
  headersMs: z.int().positive().default(15_000),
  /** How long a client may take for a whole request. */
  requestMs: z
    .int()
    .positive()
    .default(15 * MINUTE),
  /** How long a client may stand still in the midst of a request or response. */
  clientIdleMs: z
    .int()
    .positive()
    .default(2 * MINUTE),
  /** How long an app may stand still before its response and in the midst of it. */
  upstreamIdleMs: z.int().positive().default(MINUTE),
});

const EdgeConfig = z.strictObject({
  routes: z.array(Route).min(1),
  limits: Limits.prefault({}),
});

const Upstreams = z.strictObject({
  /** Whatever its writer knows it by, to see when it is in use. */
  revision: z.string().optional(),
  apps: z.record(
    z.string(),
    z.strictObject({
      instances: z.array(z.url({ protocol: /^http$/ })),
      internalPort: z.int().min(1).max(65_535).optional(),
    }),
  ),
  web: z.string().optional(),
});

export type Route = z.infer<typeof Route>;
export type Limits = z.infer<typeof Limits>;
export type AppUpstreams = z.infer<typeof Upstreams>['apps'];

/** All that can change while the edge runs. */
export interface Settings {
  revision: string | undefined;
  /** The longest prefix first. */
  routes: Route[];
  limits: Limits;
  apps: AppUpstreams;
  /** Directory of the built web client. */
  web: string | undefined;
}

/** @throws {Error} naming the file, when one can't be read or breaks the schema */
export async function readSettings(files: {
  config: string;
  upstreams: string;
}): Promise<Settings> {
  const [config, upstreams] = await Promise.all([
    readJson(files.config, EdgeConfig),
    readJson(files.upstreams, Upstreams),
  ]);
  const routes = config.routes.toSorted((a, b) => b.prefix.length - a.prefix.length);
  const { revision, apps, web } = upstreams;
  return { revision, routes, limits: config.limits, apps, web };
}

async function readJson<T extends z.ZodType>(file: string, schema: T): Promise<z.infer<T>> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new Error(`${file}: ${reason}`);
  }
}
