import { readFile, writeFile } from 'node:fs/promises';
import { mergeSections } from './markdown.ts';

const introduction = `# Benchmarks

Written by \`pnpm bench\`; \`pnpm bench --help\` says how to run it.

Everything runs on one machine: the load, the edge, the apps, PostgreSQL and the S3 server share its cores. So the figures say
little by themselves; the ratios are what counts. What is compared is measured in turn within one run, round by round. A ratio
is the median of the rounds' ratios, with the lowest and the highest in brackets.`;

/** Updates the document with the sections of this run. */
export async function writeReport(
  file: string,
  sections: ReadonlyMap<string, string>,
  order: readonly string[],
): Promise<void> {
  const document = await readFile(file, 'utf8').catch(() => '');
  await writeFile(file, mergeSections(document, introduction, sections, order));
}
