import { columns } from '../columns.ts';
import { readEditions } from '../editions.ts';

/** `edition list`: prints the published editions, newest first. */
export async function listEditions(repo: string): Promise<void> {
  const editions = await readEditions(repo);
  if (editions.length === 0) {
    console.log('No edition is published on main yet.');
    return;
  }
  const rows = editions.map(({ date, commit, phases, title }) => [
    title,
    date,
    commit.slice(0, 7),
    `phases 0 to ${phases.at(-1)?.number}`,
  ]);
  for (const line of columns(rows)) console.log(line);
}
