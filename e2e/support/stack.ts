import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { type Servers, type Stack, startStack } from '@photos/local-stack';
import { runningServers } from './servers.ts';
import { StoreInspector } from './store-inspector.ts';

/** The checkout that these tests are part of. It must be built. */
export const checkout = resolve(import.meta.dirname, '../..');

const startWithinMs = 120_000;

/** A stack for the tests of one file; to be used from within tests and hooks only. */
export interface StackUnderTest {
  readonly stack: Stack;
  readonly store: StoreInspector;
  /** The app's public address, without a slash at the end. */
  readonly origin: string;
}

export interface StackOptions {
  /** Instances of each app; the local stack's default when not given. */
  instances?: number;
  /** More environment variables by app; `databaseUrl` gives what the app's would be. */
  env?: (
    servers: Servers,
    databaseUrl: (app: string) => string,
  ) => Promise<Record<string, Record<string, string>>>;
}

/**
 * Starts a stack for the tests that surround the call, with databases and a bucket of its own, or
 * those that `STACK_NAME` names.
 */
export function useStack({ instances, env }: StackOptions = {}): StackUnderTest {
  let running: { stack: Stack; store: StoreInspector } | undefined;

  beforeAll(async () => {
    const servers = await runningServers();
    const name = process.env.STACK_NAME ?? `e2e-${randomBytes(4).toString('hex')}`;
    const databaseUrl = (app: string) => {
      const url = new URL(servers.databaseUrl);
      url.pathname = `/${name}_${app}`.replaceAll('-', '_');
      return url.href;
    };
    const stack = await startStack({
      checkout,
      servers,
      name,
      ...(instances !== undefined && { instances }),
      ...(env && { env: await env(servers, databaseUrl) }),
    });
    running = { stack, store: new StoreInspector(stack) };
  }, startWithinMs);

  afterAll(async () => {
    await running?.store.close();
    await running?.stack.close();
  }, startWithinMs);

  const get = () => {
    if (!running) throw new Error('The stack is not running: use it in tests and hooks only');
    return running;
  };
  return {
    get stack() {
      return get().stack;
    },
    get store() {
      return get().store;
    },
    get origin() {
      return get().stack.origin;
    },
  };
}
