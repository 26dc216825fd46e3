import type { EditionPlan, PlannedPhase } from './edition-plan.ts';
import { git, isAncestor } from './git.ts';
import { readPhaseFile } from './phase-file.ts';

/** A phase's commit as it will be published. */
export type BuiltPhase = PlannedPhase & { tag: string; title: string };

/**
 * Makes the phases' commits with their trailers. Every tree stays what it was; no branch and no tag is touched.
 *
 * @returns the phases with their new commits
 */
export async function buildPhases(repo: string, plan: EditionPlan): Promise<BuiltPhase[]> {
  const built: BuiltPhase[] = [];
  for (const phase of plan.phases) {
    const parent = built.at(-1)?.commit;
    const commit =
      parent === undefined
        ? await buildPhaseZero(repo, plan, phase)
        : await withTrailers(repo, phase, plan.edition, [parent]);
    const title = await git(repo, ['show', '-s', '--format=%s', commit]);
    built.push({ ...phase, title, commit, tag: `phase-${phase.number}-${phase.name}` });
  }
  return built;
}

/**
 * Makes the merge commit of an edition: its tree is that of the last phase, whatever `main` had.
 *
 * @param summary a few words on what the edition is about; may be empty
 */
export async function buildMerge(
  repo: string,
  { edition, previousMain }: EditionPlan,
  phases: BuiltPhase[],
  summary: string,
): Promise<string> {
  const last = phases.at(-1)?.commit ?? '';
  const list = phases.map(({ tag, commit, title }) => `${commit.slice(0, 7)} ${tag}\n  ${title}`);
  const subject = summary === '' ? `Edition ${edition}` : `Edition ${edition}: ${summary}`;
  return git(repo, ['commit-tree', `${last}^{tree}`, '-p', previousMain, '-p', last, '-F', '-'], {
    input: `${subject}\n\n${list.join('\n')}\n`,
  });
}

/** What is on `main` stays as it is: then a commit of its own, without changes, opens the edition. */
async function buildPhaseZero(
  repo: string,
  plan: EditionPlan,
  phase: PlannedPhase,
): Promise<string> {
  if (!(await isAncestor(repo, phase.commit, plan.previousMain))) {
    const parents = await git(repo, ['show', '-s', '--format=%P', phase.commit]);
    return withTrailers(repo, phase, plan.edition, parents === '' ? [] : parents.split(' '));
  }
  const message = await git(repo, ['show', '-s', '--format=%B', phase.commit]);
  const isReady = (await addTrailers(repo, message, phase, plan.edition)) === message.trim();
  if (isReady && plan.phases.length > 1) return phase.commit;
  const opening = await addTrailers(
    repo,
    await openingTitle(repo, plan, phase),
    phase,
    plan.edition,
  );
  return git(repo, ['commit-tree', `${phase.commit}^{tree}`, '-p', phase.commit, '-F', '-'], {
    input: opening,
  });
}

async function openingTitle(repo: string, { edition }: EditionPlan, phase: PlannedPhase) {
  const title = (await readPhaseFile(repo, phase.commit))?.title;
  return title === undefined ? `Begin edition ${edition}` : `Begin edition ${edition}: ${title}`;
}

/** The same commit on other parents, with the trailers. Who wrote it, and when, stays. */
async function withTrailers(
  repo: string,
  phase: PlannedPhase,
  edition: number,
  parents: string[],
): Promise<string> {
  const [name = '', email = '', date = ''] = (
    await git(repo, ['show', '-s', '--format=%an%n%ae%n%aI', phase.commit])
  ).split('\n');
  const message = await git(repo, ['show', '-s', '--format=%B', phase.commit]);
  return git(
    repo,
    [
      'commit-tree',
      `${phase.commit}^{tree}`,
      ...parents.flatMap((parent) => ['-p', parent]),
      '-F',
      '-',
    ],
    {
      input: await addTrailers(repo, message, phase, edition),
      env: { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_AUTHOR_DATE: date },
    },
  );
}

/** The message with both trailers at its end, in place of any that it had. */
async function addTrailers(
  repo: string,
  message: string,
  { number, name }: PlannedPhase,
  edition: number,
): Promise<string> {
  const trailers = [`Phase: ${number}-${name}`, `Edition: ${edition}`];
  const args = trailers.flatMap((trailer) => ['--trailer', trailer]);
  return git(
    repo,
    [
      'interpret-trailers',
      // A line `---` in a message is not where it ends: git log would find no trailers above it.
      '--no-divider',
      '--where',
      'end',
      '--if-exists',
      'replace',
      '--if-missing',
      'add',
      ...args,
    ],
    { input: `${message.trim()}\n` },
  );
}
