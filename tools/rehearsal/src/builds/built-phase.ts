import { type CreateClient, clientOf } from './client-of.ts';
import { type PhaseFile, readPhaseFile } from './phase-file.ts';

/** A phase of the rehearsal, ready to run. */
export interface BuiltPhase {
  commit: string;
  /** Directory of the built checkout. */
  checkout: string;
  file: PhaseFile;
  createClient: CreateClient;
}

/** What the rehearsal needs of a built checkout. */
export async function builtPhase(commit: string, checkout: string): Promise<BuiltPhase> {
  const [file, createClient] = [await readPhaseFile(checkout), await clientOf(checkout)];
  return { commit, checkout, file, createClient };
}
