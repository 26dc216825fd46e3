import { git } from './git.ts';
import { readPhaseFile } from './phase-file.ts';
import { Refusal } from './refusal.ts';
import { parseEditionTrailer, parsePhaseTrailer, TRAILERS_FORMAT } from './trailers.ts';

/** A commit on the way to a new edition. */
export type BranchCommit = {
  commit: string;
  title: string;
  /** The phase that the commit is; undefined for a commit of the baseline line and for a fixup. */
  phase: { number: number; name: string } | undefined;
  /** The edition it was made for, as far as it says so. */
  edition: number | undefined;
  /** Waits to be folded into an earlier commit: made by `git commit --fixup` or `--squash`. */
  isFixup: boolean;
};

/**
 * The commits from `base` (excluded) to HEAD, oldest first.
 *
 * @throws Refusal when there are merges between them: an edition is built in a straight line
 */
export async function commitsSince(repo: string, base: string): Promise<BranchCommit[]> {
  const log = await git(repo, [
    'log',
    '--reverse',
    '--topo-order',
    `--format=%H%x1f%P%x1f%s%x1f${TRAILERS_FORMAT}%x1e`,
    `${base}..HEAD`,
  ]);
  const commits: BranchCommit[] = [];
  for (const record of log.split('\x1e')) {
    if (record.trim() === '') continue;
    const [commit = '', parents = '', title = '', phase = '', edition = ''] = record
      .trim()
      .split('\x1f');
    const [parent = '', ...others] = parents.split(' ');
    if (others.length > 0) throw new Refusal(notStraight(commit));
    const isFixup = /^(fixup|squash|amend)! /.test(title);
    commits.push({
      commit,
      title,
      isFixup,
      phase: isFixup
        ? undefined
        : ((await checkedTrailer(commit, phase)) ?? (await newPhase(repo, parent, commit))),
      edition: parseEditionTrailer(edition),
    });
  }
  return commits;
}

/** The phase that a `Phase:` trailer names. Phase 0's is not looked at: it is the newest commit of the baseline, whichever. */
async function checkedTrailer(commit: string, value: string) {
  if (value === '') return undefined;
  const phase = parsePhaseTrailer(value);
  if (!phase) {
    throw new Refusal(
      `The trailer "Phase: ${value}" of ${commit.slice(0, 7)} is not like "Phase: 1-dual-write".`,
    );
  }
  return phase.number === 0 ? undefined : phase;
}

/** A commit without trailers, not published yet, is a phase if it makes `infra/phase.json` say another number. */
async function newPhase(repo: string, parent: string, commit: string) {
  const [before, after] = [await readPhaseFile(repo, parent), await readPhaseFile(repo, commit)];
  if (!after || after.number === 0 || after.number === before?.number) return undefined;
  return after;
}

function notStraight(commit: string): string {
  return `${commit.slice(0, 7)} is a merge. An edition is built in a straight line on top of the newest phase 0.
Start a branch there, and cherry-pick your commits onto it:

  pnpm edition start`;
}
