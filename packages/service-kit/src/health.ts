import type { Express, RequestHandler } from 'express';
import { unavailable } from './problem.ts';
import { sendProblem } from './problem-handler.ts';

/** Rejects when a dependency can't be reached. */
export type Check = () => Promise<unknown>;

const checkTimeoutMs = 2_000;

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
 * draining. Answers within two seconds, even if a dependency hangs.
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

/** A check that hangs is not started again and again by whoever polls: callers join the one under way. */
function shared(check: Check): Check {
  let running: Promise<unknown> | undefined;
  return () => {
    running ??= check().finally(() => {
      running = undefined;
    });
    return running;
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
