import type { IncomingMessage } from 'node:http';
import type { Problem } from '@photos/service-kit';
import { hasBody } from './headers.ts';
import { badGateway } from './problems.ts';

/** Thrown when the app gave no answer at all: the client has not been answered either. */
export class Unanswered extends Error {
  override name = 'Unanswered';
  /** What to tell the client. */
  readonly problem: Problem;
  /** Whether the very same request may be sent to another instance. */
  readonly repeatable: boolean;
  /** Whether there is nothing that accepts connections. */
  readonly unreachable: boolean;

  constructor(problem: Problem, { repeatable = false, unreachable = false } = {}) {
    super(problem.detail, { cause: problem.cause });
    this.problem = problem;
    this.repeatable = repeatable;
    this.unreachable = unreachable;
  }
}

const NOT_CONNECTED = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND']);

/** What it means for a request that its connection to the app failed. */
export function connectionFailed(
  error: NodeJS.ErrnoException,
  request: IncomingMessage,
): Unanswered {
  const safe = request.method === 'GET' || request.method === 'HEAD';
  return new Unanswered(badGateway(error), {
    repeatable: safe && !hasBody(request),
    unreachable: NOT_CONNECTED.has(error.code ?? ''),
  });
}
