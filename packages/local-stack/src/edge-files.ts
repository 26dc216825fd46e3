import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { edgeConfig, webDirectory } from './checkout.ts';
import type { Upstreams } from './edge.ts';

/** The files by which a running edge is told what to do. */
export class EdgeFiles {
  readonly config: string;
  readonly upstreams: string;
  #web: string | undefined;
  #revision = 0;
  /** The writes before: a later one must not be overtaken by an earlier one. */
  #written: Promise<void> = Promise.resolve();

  constructor(directory: string) {
    this.config = join(directory, 'edge.json');
    this.upstreams = join(directory, 'upstreams.json');
  }

  /** Routes and web client of this checkout; the edge is to be told upstreams again after this. */
  async useRoutes(checkout: string): Promise<void> {
    await replaceFile(this.config, await readFile(edgeConfig(checkout), 'utf8'));
    this.#web = webDirectory(checkout);
  }

  /** @returns the revision by which the edge will know all of it, higher each time */
  async writeUpstreams(apps: Upstreams): Promise<number> {
    const revision = ++this.#revision;
    const content = { revision: String(revision), apps, web: this.#web };
    const written = this.#written.then(() =>
      replaceFile(this.upstreams, JSON.stringify(content, null, 2)),
    );
    this.#written = written.catch(() => {});
    await written;
    return revision;
  }
}

/** In one step, so that the edge never reads half of a file. */
async function replaceFile(file: string, content: string): Promise<void> {
  const unique = `${file}.${process.hrtime.bigint()}`;
  await writeFile(unique, content);
  await rename(unique, file);
}
