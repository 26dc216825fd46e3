import type { Route } from './settings.ts';

/** The route with the longest prefix of whole segments of `path`; `routes` has the longest first. */
export function findRoute(routes: readonly Route[], path: string): Route | undefined {
  return routes.find(
    ({ prefix }) => prefix === '/' || path === prefix || path.startsWith(`${prefix}/`),
  );
}
