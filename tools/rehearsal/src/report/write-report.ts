import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { renderPage } from './page.ts';
import type { Report } from './report.ts';

/** Thrown when the copy of the report can not be where the user wants it. */
export class CannotWrite extends Error {
  override name = 'CannotWrite';
}

/**
 * Removes the reports of an earlier run, so that none is taken for this one's.
 *
 * @param copy the path of another copy of the JSON
 * @throws CannotWrite when there can be no file at that path
 */
export async function removeReport(directory: string, copy: string | undefined): Promise<void> {
  if (copy !== undefined) {
    if ((await kindOf(copy)) === 'directory')
      throw new CannotWrite(`--json ${copy} is a directory`);
    await mkdir(dirname(copy), { recursive: true }).catch(({ message }: Error) => {
      throw new CannotWrite(`--json ${copy}: ${message}`);
    });
  }
  const { json, html } = pathsIn(directory);
  for (const path of [json, html, ...(copy === undefined ? [] : [copy])]) {
    if ((await kindOf(path)) === 'file') await rm(path);
  }
}

/** Writes report.json and report.html into a directory, and the JSON to another path if given. */
export async function writeReport(
  report: Report,
  directory: string,
  copy: string | undefined,
): Promise<{ json: string; html: string }> {
  const { json, html } = pathsIn(directory);
  const text = `${JSON.stringify(report, null, 2)}\n`;
  await mkdir(directory, { recursive: true });
  await replaceFile(json, text);
  await replaceFile(html, renderPage(report));
  // A pipe or a device, such as /dev/stdout, is written to, not replaced.
  if (copy !== undefined && (await kindOf(copy)) === 'other') await writeFile(copy, text);
  else if (copy !== undefined) await replaceFile(copy, text);
  return { json, html };
}

function pathsIn(directory: string) {
  return { json: join(directory, 'report.json'), html: join(directory, 'report.html') };
}

async function kindOf(path: string): Promise<'nothing' | 'file' | 'directory' | 'other'> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) return 'nothing';
  if (stats.isFile()) return 'file';
  return stats.isDirectory() ? 'directory' : 'other';
}

/** In one step, so that nobody reads half of it. */
async function replaceFile(path: string, content: string): Promise<void> {
  const temporary = `${path}.${process.pid}.new`;
  await writeFile(temporary, content);
  await rename(temporary, path);
}
