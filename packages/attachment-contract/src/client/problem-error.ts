import { PROBLEM_CONTENT_TYPE, Problem } from '../schemas/problem.ts';

const SHOWN_CHARACTERS = 200;

/** An answer that says the request failed. Its `problem` is always filled in. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  /** HTTP status of the answer. */
  readonly status: number;
  readonly problem: Problem;
  /** Seconds that the answer asks to wait before the next try (`Retry-After`), if it does. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, problem: Problem, retryAfterSeconds?: number) {
    super(`${status} ${problem.title}: ${problem.detail}`);
    this.status = status;
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /**
   * Reads the error out of an answer. One that is no problem document, such as a proxy's HTML page,
   * becomes a problem with the beginning of its text as detail.
   */
  static async from(response: Response): Promise<ProblemError> {
    const body = await response.text();
    const retryAfter = retryAfterOf(response);
    return new ProblemError(response.status, parseProblem(response, body), retryAfter);
  }
}

/** `Retry-After` is a number of seconds or a date (RFC 9110, 10.2.3). */
function retryAfterOf(response: Response): number | undefined {
  const value = response.headers.get('retry-after');
  if (value === null) return undefined;
  const seconds = /^\d+$/.test(value)
    ? Number(value)
    : Math.ceil((Date.parse(value) - Date.now()) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

function parseProblem(response: Response, body: string): Problem {
  const problem = Problem.safeParse(parseJson(response, body));
  if (problem.success) return problem.data;
  return {
    type: 'about:blank',
    title: response.statusText || `HTTP ${response.status}`,
    status: response.status,
    detail: body.slice(0, SHOWN_CHARACTERS) || 'The answer had no body',
  };
}

function parseJson(response: Response, body: string): unknown {
  if (!response.headers.get('content-type')?.startsWith(PROBLEM_CONTENT_TYPE)) return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
