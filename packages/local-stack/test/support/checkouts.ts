import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const EDGE = resolve(import.meta.dirname, '../../../../apps/edge');
const GREETER = join(import.meta.dirname, 'greeter.js');

/** A built checkout with these apps, all of which greet; the first one is at `/api`. */
export async function makeCheckout(
  apps: string[],
  {
    databases = apps,
    after = [] as { app: string; command: string[] }[],
    instances = undefined as number | undefined,
  } = {},
): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'checkout-'));
  const write = async (path: string, content: string) => {
    await mkdir(join(directory, path, '..'), { recursive: true });
    await writeFile(join(directory, path), content);
  };
  await write(
    'infra/phase.json',
    JSON.stringify({ apps: [...apps, 'web'].map((name) => ({ name, instances })), after }),
  );
  await write(
    'infra/edge/edge.json',
    JSON.stringify({
      routes: [
        { prefix: '/api', app: apps[0] },
        { prefix: '/', web: true },
      ],
    }),
  );
  await write('apps/web/dist/index.html', `the web client of ${directory}`);
  for (const app of apps) {
    await write(`apps/${app}/package.json`, '{"type": "module"}');
    await mkdir(join(directory, `apps/${app}/dist`));
    await cp(GREETER, join(directory, `apps/${app}/dist/main.js`));
    if (databases.includes(app)) await write(`apps/${app}/prisma/schema.prisma`, '');
  }
  await symlink(EDGE, join(directory, 'apps/edge'));
  return directory;
}

/** The databases that the app's migrations were applied to, one for each time. */
export async function migrations(checkout: string, app: string): Promise<string[]> {
  const text = await readFile(join(checkout, 'apps', app, 'migrated'), 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}

export async function removeCheckouts(checkouts: string[]): Promise<void> {
  await Promise.all(checkouts.map((checkout) => rm(checkout, { recursive: true })));
}
