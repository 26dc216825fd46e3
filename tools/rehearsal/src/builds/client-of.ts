import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { createClient } from '@photos/attachment-contract';

/** Makes clients as one phase's users have them. */
export type CreateClient = typeof createClient;

/** The typed client of a built checkout: its own code, not this checkout's. */
export async function clientOf(checkout: string): Promise<CreateClient> {
  const module = join(checkout, 'packages', 'attachment-contract', 'dist', 'index.js');
  const contract = (await import(pathToFileURL(module).href)) as { createClient: CreateClient };
  return contract.createClient;
}
