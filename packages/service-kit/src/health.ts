import type { Express, RequestHandler } from 'express';
import { unavailable } from './problem.ts';
import { sendProblem } from './problem-handler.ts';

/** Rejects when a dependency can't be reached. */
export type Check = () => Promise<unknown>;

const checkTimeoutMs = 2_000;
/** How long a dependency that was reached counts as reachable. One that wasn't is asked anew. */
const reachedForMs = 1_000;

/** `GET /healthz`: the process is alive, whatever else is down. */
export const alive: RequestHandler = (_req, res) => {
  res.json({ status: 'ok' });
};

/** From now on this app is not ready, though it goes on serving. */
export function startDraining(app: Express): void {
  app.locals.draining = true;
}

/** Closes each connection with its next answer while the app drains, so that clients connect elsewhere. */
export const closeWhenDraining: RequestHandler = (req, res, next) => {
  if (req.app.locals.draining) res.set('Connection', 'close');
  next();
};

/**
 * `GET /readyz`: 200 when every dependency is reachable, else a 503 problem naming those that are not, and 503 while
 * draining. Answers within two seconds, even if a dependency hangs. What was reached within the last second isn't asked again.
 */
export function ready(checks: Record<string, Check>): RequestHandler {
  const probes = Object.entries(checks).map(([name, check]) => ({ name, probe: shared(check) }));
  return async (req, res) => {
    if (req.app.locals.draining) return sendProblem(res, notReady('draining'));
    const results = await Promise.all(
      probes.map(async ({ name, probe }) => ((await succeeds(probe())) ? [] : [name])),
    );
    const unreachable = results.flat();
    if (unreachable.length === 0) res.json({ status: 'ready' });
    else sendProblem(res, notReady(`unreachable: ${unreachable.join(', ')}`));
  };
}

const notReady = (reason: string) => unavailable(reason, 1);

/**
 * However often somebody polls, a check that hangs is not started again, as callers join the one under way; and one that has
 * succeeded is not repeated within a second. A balancer polls several times a second, and a bucket's owner pays by request.
 */
function shared(check: Check): Check {
  let running: Promise<unknown> | undefined;
  let reachedAt = Number.NEGATIVE_INFINITY;
  const run = async () => {
    await check();
    reachedAt = performance.now();
  };
  return async () => {
    if (performance.now() - reachedAt < reachedForMs) return;
    running ??= run().finally(() => {
      running = undefined;
    });
    await running;
  };
}

async function succeeds(check: Promise<unknown>): Promise<boolean> {
  const { promise: timeout, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(resolve, checkTimeoutMs, false);
  const outcome = check.then(
    () => true,
    () => false,
  );
  return Promise.race([outcome, timeout]).finally(() => clearTimeout(timer));
}
