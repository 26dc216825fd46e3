import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const PhaseFile = z.looseObject({
  apps: z.array(z.object({ name: z.string(), instances: z.int().positive().optional() })),
  after: z.array(z.object({ app: z.string(), command: z.array(z.string()) })).default([]),
});

/** The app that is files only. */
export const WEB = 'web';

/** A built checkout of this repository, seen from outside. */
export interface Checkout {
  directory: string;
  /** The apps to run, by `infra/phase.json`; the web client isn't run but served by the edge. */
  apps: string[];
  /** How many instances of an app there are to be, where the file says so. */
  instances: Readonly<Record<string, number | undefined>>;
  /** Apps that the phase's operator migrates once it is rolled out: what ran before needs the old schema. */
  migratedAfterwards: string[];
}

/** @throws {Error} when `infra/phase.json` is missing or names no apps */
export async function readCheckout(directory: string): Promise<Checkout> {
  const file = join(directory, 'infra', 'phase.json');
  const { apps, after } = PhaseFile.parse(JSON.parse(await readFile(file, 'utf8')));
  const names = apps.map(({ name }) => name);
  const migrations = after.filter(({ command }) => command[0] === 'migrate');
  return {
    directory,
    apps: names.filter((name) => name !== WEB),
    instances: Object.fromEntries(apps.map(({ name, instances }) => [name, instances])),
    migratedAfterwards: migrations.map(({ app }) => app),
  };
}

/** The built entry point of an app: `node <it> <command>` runs it. */
export function entryPoint(checkout: string, app: string): string {
  return join(checkout, 'apps', app, 'dist', 'main.js');
}

/** An app with a Prisma schema has a database, and a `migrate` command for it. */
export function hasDatabase(checkout: string, app: string): boolean {
  return existsSync(join(checkout, 'apps', app, 'prisma'));
}

export function edgeConfig(checkout: string): string {
  return join(checkout, 'infra', 'edge', 'edge.json');
}

/** The built web client. */
export function webDirectory(checkout: string): string {
  return join(checkout, 'apps', WEB, 'dist');
}
