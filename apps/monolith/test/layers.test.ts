import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../src', import.meta.url));

/** What each layer may import from, besides itself. */
const below: Record<string, string[]> = {
  'entry-points': ['domain', 'data-access'],
  background: ['domain', 'data-access'],
  domain: ['data-access'],
  'data-access': [],
};

/** Folders of commands are no layer: they stand above all of them, as main.ts does. */
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => {
  const [folder = ''] = file.split(sep);
  return file.endsWith('.ts') && !file.includes('generated') && folder in below;
});

it.each(sources)('%s imports only what is below it', (file) => {
  const [layer = ''] = file.split(sep);
  const text = readFileSync(join(root, file), 'utf8');
  const imported = [...text.matchAll(/from '(\..*?)'/g)].map(([, path = '']) => {
    const [target = ''] = relative(root, join(root, dirname(file), path)).split(sep);
    return target;
  });
  const allowed = [layer, ...(below[layer] ?? [])];
  expect(imported.filter((target) => !allowed.includes(target))).toEqual([]);
});
