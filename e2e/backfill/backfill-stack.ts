import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, jest } from '@jest/globals';
import type { Command, CommandResult } from '@photos/local-stack';
import { ApiUser } from '../support/api.ts';
import { BothStores } from '../support/both-stores.ts';
import { ServiceStandIn } from '../support/service-stand-in.ts';
import { type StackUnderTest, useStack } from '../support/stack.ts';

/** Commands are processes that have to start first, several in a test. */
export const patienceMs = 60_000;
jest.setTimeout(4 * patienceMs);

const photosPerMessage = 4;

/** What commands print with `--json`. */
export type Figures = Record<string, unknown> & {
  rows: number;
  merged: number;
  mergedHere: number;
  changed: number;
  resumed: boolean;
  differences: number;
  examples: { kind: string; id: string; detail: string }[];
  throttle: { slowdowns: number; longestPauseMs: number };
};

/** A stack with its two databases and a user, and the monolith's commands. */
export class BackfillStack {
  readonly app: StackUnderTest;
  stores!: BothStores;
  ada!: ApiUser;
  conversationId = '';
  /** What the commands under test reach the media service through. The apps themselves don't. */
  standIn!: ServiceStandIn;

  constructor(app: StackUnderTest) {
    this.app = app;
  }

  /** Makes attachments that the media service knows nothing of. */
  async makeHistory(attachments: number): Promise<void> {
    const sql = await readFile(new URL('history.sql', import.meta.url), 'utf8');
    await this.stores.monolith.query(sql, [attachments / photosPerMessage]);
  }

  /** Starts one of the monolith's commands. */
  launch(...args: string[]): Command {
    return this.app.stack.launch('monolith', args, {
      env: { MEDIA_SERVICE_URL: this.standIn.url },
    });
  }

  /** Runs a backfill that must succeed. */
  async backfill(...args: string[]): Promise<Figures> {
    return succeeded(await this.launch('backfill', '--json', ...args).finished);
  }

  /** Runs a parity check, whatever it finds. */
  async parity(...args: string[]): Promise<CommandResult & { figures: Figures }> {
    const result = await this.launch('parity', '--json', ...args).finished;
    return { ...result, figures: figuresOf(result) };
  }

  /** Posts a photo through the API, which also replicates it. */
  async postPhoto(photo: Parameters<ApiUser['posted']>[1]['photos']): Promise<string> {
    const message = await this.ada.posted(this.conversationId, { ...(photo && { photos: photo }) });
    return message.attachments[0]?.id ?? '';
  }
}

/** A stack of its own for the tests around the call. */
export function useBackfillStack(env: Record<string, string> = {}): BackfillStack {
  const used = new BackfillStack(useStack({ instances: 1, env: async () => ({ monolith: env }) }));
  beforeAll(async () => {
    used.standIn = await ServiceStandIn.start();
    used.standIn.target = used.app.stack.internalUrl('media-service');
    used.stores = new BothStores(used.app.stack);
    used.ada = await ApiUser.create(used.app.origin);
    used.conversationId = (await used.ada.startConversation()).id;
  });
  afterEach(() => used.standIn.behave('pass'));
  afterAll(async () => {
    await used.stores?.close();
    await used.standIn?.stop();
  });
  return used;
}

/** The figures of a command that must have succeeded. */
export function succeeded(result: CommandResult): Figures {
  expect(result).toEqual(expect.objectContaining({ exitCode: 0 }));
  return figuresOf(result);
}

function figuresOf({ stdout, stderr }: CommandResult): Figures {
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  if (!last.startsWith('{')) throw new Error(`No figures:\n${stdout}${stderr}`);
  return JSON.parse(last) as Figures;
}
