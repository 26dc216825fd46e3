import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../../..');
const INFRA = join(ROOT, 'infra');

interface Service {
  image?: string;
  build?: { context: string; dockerfile: string };
  command?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, unknown>;
  volumes?: string[];
}

let services: [string, Service][];
let volumes: string[];
let secrets: Record<string, string>;

beforeAll(async () => {
  const text = await readFile(join(INFRA, 'compose.yaml'), 'utf8');
  const compose = parse(text, { merge: true });
  services = Object.entries(compose.services as Record<string, Service>);
  volumes = Object.keys(compose.volumes);
  const { stdout } = await run(process.execPath, [join(INFRA, 'make-env.js')]);
  secrets = Object.fromEntries(stdout.trim().split('\n').map(splitOnce));
});

function splitOnce(line: string): [string, string] {
  const at = line.indexOf('=');
  return [line.slice(0, at), line.slice(at + 1)];
}

/** Those that run our own image. */
const apps = () => services.filter(([, { build }]) => build !== undefined);

/** As Compose fills in variables: `${NAME:?}` must be set, `$$` is a dollar sign. */
function filledIn(value: string): string {
  return value.replace(/\$\{(\w+):\?\}/g, (_all, name: string) => {
    const secret = secrets[name];
    if (secret === undefined) throw new Error(`infra/make-env.js makes no ${name}`);
    return secret;
  });
}

function environmentOf({ environment = {} }: Service): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, filledIn(String(value))]),
  );
}

describe('infra/compose.yaml', () => {
  it('has every variable that is secret made by infra/make-env.js', () => {
    for (const [, service] of services) expect(() => environmentOf(service)).not.toThrow();
  });

  it('sets every variable that the apps need', async () => {
    const serving = apps().filter(([, { command }]) => command?.at(-1) === 'serve');
    expect(serving.length).toBeGreaterThan(1);
    for (const [name, service] of serving) {
      // Without the one that is taken away, an app says what it lacks and ends.
      const { PORT, ...env } = environmentOf(service);
      expect({ name, PORT }).toEqual({ name, PORT: expect.stringMatching(/^\d+$/) });
      const ended = await run(process.execPath, service.command ?? [], { cwd: ROOT, env }).catch(
        (error: { code: number; stderr: string }) => error,
      );
      expect({ name, ...ended }).toMatchObject({
        name,
        code: 1,
        stderr: expect.stringMatching(/^PORT is missing[^\n]*\n$/),
      });
    }
  });

  it('refers to files, services and volumes that are there', () => {
    const names = services.map(([name]) => name);
    for (const [, { build, command = [], environment = {}, ...service }] of services) {
      const files = [
        ...(build
          ? [join(INFRA, build.context, build.dockerfile), join(ROOT, command[0] ?? '')]
          : []),
        ...Object.values(environment)
          .filter((value) => String(value).startsWith('infra/'))
          .map((path) => join(ROOT, path)),
      ];
      expect(files.filter((file) => !existsSync(file))).toEqual([]);
      expect(names).toEqual(expect.arrayContaining(Object.keys(service.depends_on ?? {})));
      const used = (service.volumes ?? []).map((volume) => volume.split(':')[0]);
      expect(volumes).toEqual(expect.arrayContaining(used));
    }
  });

  it('runs on the Node.js that everything else runs on', async () => {
    const [dockerfile, packageJson, workspace] = await Promise.all(
      [
        join(INFRA, 'Dockerfile'),
        join(ROOT, 'package.json'),
        join(ROOT, 'pnpm-workspace.yaml'),
      ].map((path) => readFile(path, 'utf8')),
    );
    const { node } = JSON.parse(packageJson as string).devDependencies;
    const images = [...(dockerfile as string).matchAll(/^FROM node:([\d.]+)/gm)];
    expect(images.map(([, version]) => version)).toEqual([node, node]);
    expect(parse(workspace as string).nodeVersion).toBe(node);
  });

  it('runs the pnpm that the repository is pinned to', async () => {
    const dockerfile = await readFile(join(INFRA, 'Dockerfile'), 'utf8');
    const { packageManager } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
    expect(dockerfile).toContain(`npm install --global ${packageManager}\n`);
  });

  it('pins every image', () => {
    for (const [, { image, build }] of services) {
      if (!build) expect(image).toMatch(/:.*\d/);
    }
  });

  it('tells the edge of every instance that runs', async () => {
    const { UPSTREAMS_FILE } = services.find(([name]) => name === 'edge')?.[1].environment ?? {};
    const { apps: upstreams, web } = JSON.parse(
      await readFile(join(ROOT, UPSTREAMS_FILE ?? ''), 'utf8'),
    );
    const addresses = apps()
      .filter(([name, { command }]) => name !== 'edge' && command?.at(-1) === 'serve')
      .map(([name, { environment }]) => `http://${name}:${environment?.PORT}`);

    const known = Object.values(upstreams as Record<string, { instances: string[] }>).flatMap(
      ({ instances }) => instances,
    );
    expect(known.toSorted()).toEqual(addresses.toSorted());
    expect(existsSync(join(ROOT, web))).toBe(true);
  });
});
