import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { execa } from 'execa';

const MODULE = join(import.meta.dirname, '../src/process-group.ts');
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'group-'));
});

afterEach(() => rm(dir, { recursive: true }));

it('a group ends also when whoever started it is killed', async () => {
  const beats = join(dir, 'beats');
  await writeFile(beats, '');
  const beat = 'for i in $(seq 600); do echo >> beats; sleep 0.1; done';
  const script = `
    import { runInGroup } from ${JSON.stringify(MODULE)};
    const { signal } = new AbortController();
    await runInGroup('sh', ['-c', ${JSON.stringify(beat)}], { cwd: ${JSON.stringify(dir)}, signal });
  `;
  const starter = execa(process.execPath, ['--input-type=module', '--eval', script], {
    reject: false,
  });
  while ((await readFile(beats, 'utf8')) === '') await delay(50);

  starter.kill('SIGKILL');
  await starter;

  await delay(1_000);
  const ended = await readFile(beats, 'utf8');
  await delay(1_000);
  expect(await readFile(beats, 'utf8')).toBe(ended);
});
