export type FieldErrors = Record<string, string[]>;

export interface ProblemOptions {
  /** Kebab-case, the last part of the type. */
  name: string;
  status: number;
  title: string;
  detail: string;
  /** What is wrong with which field. */
  errors?: FieldErrors;
  /** Response headers that belong to this problem, such as `Retry-After`. */
  headers?: Record<string, string>;
  /** What it came from: for the log, never shown. */
  cause?: unknown;
}

/** An error to be answered as problem details (RFC 9457). Everything in it but the cause is shown to the caller. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly type: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors: FieldErrors | undefined;
  readonly headers: Record<string, string>;

  constructor({ name, status, title, detail, errors, headers = {}, cause }: ProblemOptions) {
    super(detail, { cause });
    this.type = `urn:photos:problem:${name}`;
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.errors = errors;
    this.headers = headers;
  }

  /** The body of the answer. */
  toJSON() {
    const { type, title, status, detail, errors } = this;
    return { type, title, status, detail, ...(errors && { errors }) };
  }
}

/** 400: not even readable as what it claims to be. */
export const malformed = (detail: string) =>
  new Problem({ name: 'malformed', status: 400, title: 'Malformed request', detail });

/** 401: no or no valid credentials. */
export const unauthorized = (detail = 'Sign in first.') =>
  new Problem({
    name: 'unauthorized',
    status: 401,
    title: 'Unauthorized',
    detail,
    headers: { 'WWW-Authenticate': 'Bearer' },
  });

/** 403: known who it is, and that is not enough. */
export const forbidden = (detail: string) =>
  new Problem({ name: 'forbidden', status: 403, title: 'Forbidden', detail });

/** 404: does not exist, or the caller may not know that it does. */
export const notFound = (detail = 'There is nothing here.') =>
  new Problem({ name: 'not-found', status: 404, title: 'Not found', detail });

/** 408: the request's body stopped coming. */
export const requestTimeout = (detail: string) =>
  new Problem({ name: 'request-timeout', status: 408, title: 'Request timed out', detail });

/** 409: collides with something that exists. */
export const conflict = (detail: string) =>
  new Problem({ name: 'conflict', status: 409, title: 'Conflict', detail });

/** 410: was here and was deleted. */
export const gone = (detail: string) =>
  new Problem({ name: 'gone', status: 410, title: 'Gone', detail });

/** 413: the body, or a part of it, is larger than allowed. */
export const tooLarge = (detail: string) =>
  new Problem({ name: 'too-large', status: 413, title: 'Too large', detail });

/** 415: a media type, charset or encoding that is not accepted. */
export const unsupportedType = (detail: string) =>
  new Problem({ name: 'unsupported-type', status: 415, title: 'Unsupported type', detail });

/** 422: readable, but fields break the rules. */
export const invalid = (errors: FieldErrors, detail = 'Some fields are not valid.') =>
  new Problem({ name: 'invalid', status: 422, title: 'Not valid', detail, errors });

/** 500: our fault. Says nothing about what went wrong; the log does. */
export const internal = () =>
  new Problem({
    name: 'internal',
    status: 500,
    title: 'Internal error',
    detail: 'Something went wrong on our side.',
  });

/** 503: something this needs is not there for now. */
export const unavailable = (detail: string, retryAfterSeconds = 5, cause?: unknown) =>
  new Problem({
    name: 'unavailable',
    status: 503,
    title: 'Unavailable',
    detail,
    headers: { 'Retry-After': String(retryAfterSeconds) },
    cause,
  });
