import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The path of a sibling module that runs as a process of its own, built or from source. */
export function ownScript(name: string): string {
  return fileURLToPath(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url));
}
