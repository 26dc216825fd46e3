import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { renderPage } from './page.ts';
import type { Report } from './report.ts';

/** Writes report.json and report.html into a directory, and the JSON to another path if given. */
export async function writeReport(
  report: Report,
  directory: string,
  copy: string | undefined,
): Promise<{ json: string; html: string }> {
  const paths = { json: join(directory, 'report.json'), html: join(directory, 'report.html') };
  const json = `${JSON.stringify(report, null, 2)}\n`;
  await replaceFile(paths.json, json);
  await replaceFile(paths.html, renderPage(report));
  if (copy !== undefined) await replaceFile(copy, json);
  return paths;
}

/** In one step, so that nobody reads half of it. */
async function replaceFile(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.new`;
  await writeFile(temporary, content);
  await rename(temporary, path);
}
