import type { Stack } from '@photos/local-stack';

/** Stands for the edge's routes and the web client in a phase's order of roll-out. */
const WEB = 'web';

export interface RolloutOptions {
  stack: Stack;
  checkout: string;
  signal: AbortSignal;
  onProgress(activity: string): void;
  /** The web client is rolled out: users who update get this phase's client from now on. */
  onWebReplaced(): void;
}

/**
 * Replaces the apps in this order, one instance at a time. Apps that are new in
 * this phase are started.
 */
export async function rollOut(rollout: string[], options: RolloutOptions): Promise<void> {
  const { stack, checkout, signal, onProgress, onWebReplaced } = options;
  for (const app of rollout) {
    signal.throwIfAborted();
    onProgress(app === WEB ? 'switching routes and web client' : `replacing ${app}`);
    await stack.roll(app, checkout, {
      onProgress: (replaced, of) => {
        signal.throwIfAborted();
        onProgress(`replaced ${app} ${replaced}/${of}`);
      },
    });
    if (app === WEB) onWebReplaced();
  }
  // A phase without changes for browsers: other clients update all the same.
  if (!rollout.includes(WEB)) onWebReplaced();
}
