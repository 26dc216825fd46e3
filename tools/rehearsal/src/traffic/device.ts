import type { PhotosClient } from '@photos/attachment-contract';
import type { Journal } from '../history/journal.ts';
import type { PhotoSource } from '../photos/photo.ts';
import type { RequestLog } from '../request-log.ts';
import { type Answer, call, wrong } from './call.ts';
import type { World } from './world.ts';

/** Old clients speak the first phase's API to the end; the others update with every phase. */
export type Generation = 'old' | 'new';

/** What all devices share. */
export interface Surroundings {
  world: World;
  photos: PhotoSource;
  journal: Journal;
  log: RequestLog;
}

/** An app on somebody's phone or laptop: the typed client of some phase, signed in. */
export class Device {
  /** Such as `new-3`. It is the session whose guarantees are judged. */
  readonly name: string;
  readonly generation: Generation;
  /** Whose device it is; a person may have several. */
  readonly handle: string;
  readonly around: Surroundings;
  #client: PhotosClient;

  constructor(
    name: string,
    generation: Generation,
    handle: string,
    client: PhotosClient,
    around: Surroundings,
  ) {
    this.name = name;
    this.generation = generation;
    this.handle = handle;
    this.#client = client;
    this.around = around;
  }

  /** Installs another version of the client. Calls under way finish with the one before. */
  update(client: PhotosClient): void {
    this.#client = client;
  }

  /**
   * Does one thing with the client, judges what came of it, and counts its requests.
   *
   * @param judge looks at the answer, and gives what was wrong with it, if anything
   */
  async do<T>(
    run: (client: PhotosClient) => Promise<T>,
    judge: (answer: Answer<T>) => string | undefined,
    signal?: AbortSignal,
  ): Promise<Answer<T>> {
    const answer = await call(() => run(this.#client), signal);
    const failure = judge(answer);
    if (failure !== undefined) wrong(answer, failure);
    this.around.log.count(this.generation, answer.requests);
    return answer;
  }
}

/** What is wrong with an answer that had to give a value, when nothing but that is right. */
export function unexpected(answer: Answer<unknown>): string | undefined {
  return answer.type === 'refused' ? `wrong answer: ${answer.status}` : undefined;
}
