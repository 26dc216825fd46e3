import { z } from 'zod';
import { git, gitSays } from './git.ts';
import { Refusal } from './refusal.ts';

const PATH = 'infra/phase.json';

const phaseFile = z.object({
  number: z.int().min(0),
  name: z.string().min(1),
  title: z.string().optional(),
});

export type PhaseFile = z.infer<typeof phaseFile>;

/**
 * What `infra/phase.json` of a commit says the phase is, or undefined when the commit has no such file.
 *
 * @throws Refusal when the file makes no sense
 */
export async function readPhaseFile(repo: string, commit: string): Promise<PhaseFile | undefined> {
  const object = `${commit}:${PATH}`;
  if (!(await gitSays(repo, ['cat-file', '-e', object]))) return undefined;
  try {
    return phaseFile.parse(JSON.parse(await git(repo, ['show', object])));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Refusal(`${PATH} of ${commit.slice(0, 7)} is not as it should be:\n\n${reason}`);
  }
}
