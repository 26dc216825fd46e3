import { git, gitLines } from './git.ts';
import { mainTip } from './main-line.ts';
import { Refusal } from './refusal.ts';
import { requireHistory } from './repository.ts';
import { deriveTags } from './tags.ts';
import { parseTrailers, TRAILERS_FORMAT } from './trailers.ts';

/** One phase of one edition: a commit that carries the trailers. */
export type Phase = {
  number: number;
  /** Such as `dual-write`. */
  name: string;
  /** `phase-1-dual-write` in the newest edition, `e2/phase-1-dual-write` in an older one. */
  tag: string;
  commit: string;
  edition: number;
  /** The first line of the commit's message. */
  title: string;
};

/**
 * The phases of the newest edition, in order. Sets the tags of all editions on the way, where they are missing or outdated.
 *
 * @param repoDir the root of a checkout
 * @throws Refusal when the history isn't here or holds no phases
 */
export async function readPhases(repoDir: string): Promise<Phase[]> {
  await requireHistory(repoDir);
  const all = await readAllPhases(repoDir);
  const [first] = all;
  if (!first) {
    throw new Refusal(`There are no phases in this history: no commit on main carries the trailers
\`Phase:\` and \`Edition:\` yet. docs/editions.md says how a first edition is made.`);
  }
  await deriveTags(repoDir, all);
  return all.filter((phase) => phase.edition === first.edition);
}

/** The phases of every edition that `main` holds, the newest edition first and each in order. */
export async function readAllPhases(repo: string): Promise<Phase[]> {
  for (const tips of await placesToLook(repo)) {
    const phases = await phasesReachableFrom(repo, tips);
    if (phases.length > 0) return phases;
  }
  return [];
}

/**
 * `main` is what is published. Where it is not here (a clone of one tag or branch) or holds nothing yet, the checkout's own
 * history and the tags that came along have to do.
 */
async function placesToLook(repo: string): Promise<string[][]> {
  const main = await mainTip(repo);
  const tags = await gitLines(repo, ['for-each-ref', '--format=%(refname)', 'refs/tags/phase-*']);
  return [...(main ? [[main]] : []), ['HEAD', ...tags]];
}

async function phasesReachableFrom(repo: string, tips: string[]): Promise<Phase[]> {
  const log = await git(repo, [
    'log',
    '--topo-order',
    '--grep=^Phase:',
    `--format=%H%x1f%s%x1f${TRAILERS_FORMAT}%x1e`,
    ...tips,
  ]);
  const phases = new Map<string, Omit<Phase, 'tag'>>();
  for (const record of log.split('\x1e')) {
    const [commit = '', title = '', phase = '', edition = ''] = record.trim().split('\x1f');
    const trailers = parseTrailers(phase, edition);
    if (!trailers) continue;
    const key = `${trailers.edition}/${trailers.number}`;
    // Children come before parents: of two commits that say the same, the one that came last counts.
    if (!phases.has(key)) phases.set(key, { ...trailers, commit, title });
  }
  const ordered = [...phases.values()].sort((a, b) => b.edition - a.edition || a.number - b.number);
  const newest = ordered[0]?.edition;
  return ordered.map((phase) => ({ ...phase, tag: tagOf(phase, newest) }));
}

function tagOf(phase: Omit<Phase, 'tag'>, newestEdition: number | undefined): string {
  const tag = `phase-${phase.number}-${phase.name}`;
  return phase.edition === newestEdition ? tag : `e${phase.edition}/${tag}`;
}

/**
 * The phase that the user means by `3`, `read-cutover`, `3-read-cutover` or a tag.
 *
 * @throws Refusal when it is none of `phases`
 */
export function findPhase(phases: Phase[], selector: string): Phase {
  const found = phases.find(({ number, name, tag }) =>
    [`${number}`, name, `${number}-${name}`, tag].includes(selector),
  );
  if (found) return found;
  const known = phases.map((phase) => `  ${phase.number}  ${phase.name}`).join('\n');
  throw new Refusal(`There is no phase "${selector}". There are:\n\n${known}`);
}
