import { Problem } from '@photos/service-kit';

/** 502: no answer of the app arrived. Nobody knows whether it did what it was asked to. */
export const badGateway = (cause: unknown) =>
  new Problem({
    name: 'bad-gateway',
    status: 502,
    title: 'Bad gateway',
    detail: 'The app did not answer.',
    cause,
  });

/** 504: the app stood still. */
export const gatewayTimeout = () =>
  new Problem({
    name: 'gateway-timeout',
    status: 504,
    title: 'Gateway timeout',
    detail: 'The app did not answer in time.',
  });

/** 405 */
export const methodNotAllowed = (allow: string) =>
  new Problem({
    name: 'method-not-allowed',
    status: 405,
    title: 'Method not allowed',
    detail: `Only ${allow} work here.`,
    headers: { Allow: allow },
  });

/** 431 */
export const headersTooLarge = () =>
  new Problem({
    name: 'headers-too-large',
    status: 431,
    title: 'Request header fields too large',
    detail: 'The headers of the request are too large.',
  });

/** 416 */
export const rangeNotSatisfiable = (headers: Record<string, string>) =>
  new Problem({
    name: 'range-not-satisfiable',
    status: 416,
    title: 'Range not satisfiable',
    detail: 'The file does not have this range.',
    headers,
  });
