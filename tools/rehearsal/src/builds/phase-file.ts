import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const Step = z.object({
  name: z.string().min(1),
  app: z.string().min(1),
  /** Arguments of the app's own command line. */
  command: z.array(z.string()).min(1),
});
export type Step = z.infer<typeof Step>;

/** The way back to an earlier phase. */
const Undo = z.object({
  /** Number of the phase to go back to. */
  to: z.int().min(0),
  /** Steps before the roll-out; they are commands of the build that is undone. */
  before: z.array(Step).default([]),
  /** The order of the roll-out, where it isn't that of the phase to go back to. */
  rollout: z.array(z.string()).optional(),
  /** Steps after the roll-out, of the build that is undone too. */
  after: z.array(Step).default([]),
  /** What users have left unfinished must end before the next phase is undone: after that, nobody knows of it. */
  settle: z.boolean().default(false),
});
export type Undo = z.infer<typeof Undo>;

const PhaseFile = z.object({
  number: z.int().min(0),
  name: z.string().min(1),
  title: z.string(),
  apps: z.array(z.object({ name: z.string() })),
  /** Steps before the roll-out. */
  before: z.array(Step).default([]),
  /** The order in which the apps are replaced; `web` stands for the edge's routes and the client. */
  rollout: z.array(z.string()),
  /** Steps after the roll-out. */
  after: z.array(Step).default([]),
  /** How to go back; null where there is no way back. */
  undo: Undo.nullable(),
});
/** What `infra/phase.json` says a phase is and what its operator does. */
export type PhaseFile = z.infer<typeof PhaseFile>;

/**
 * Reads `infra/phase.json` of a checkout.
 *
 * @throws Error that names the file and what is wrong with it
 */
export async function readPhaseFile(checkout: string): Promise<PhaseFile> {
  const path = join(checkout, 'infra', 'phase.json');
  try {
    return PhaseFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new Error(`${path} cannot be used:\n${reason}`, { cause: error });
  }
}
