import { join, resolve } from 'node:path';
import { type Phase, Refusal, readPhases } from '@photos/phases';
import { buildCommit } from '@photos/rehearsal/builds';

/** The checkout that this tool is part of. `pnpm bench` has built it. */
export const repository = resolve(import.meta.dirname, '../../..');

/** The newest edition's phases; none in a history that holds none. */
export async function knownPhases(): Promise<Phase[]> {
  try {
    return await readPhases(repository);
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}

/** Gives a built checkout of a phase, where the rehearsal keeps its own too. */
export async function checkoutOf(
  phase: Phase,
  { signal, log }: { signal: AbortSignal; log: (line: string) => void },
): Promise<string> {
  return await buildCommit(phase.commit, {
    repository,
    directory: join(repository, '.rehearsal'),
    signal,
    onProgress: (activity) => log(`${phase.tag}: ${activity}`),
  });
}
