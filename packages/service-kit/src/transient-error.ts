/** Connection exceptions, deadlocks and the like, too few resources, shut down or cancelled. */
const CLASSES = new Set(['08', '40', '53', '57']);

/**
 * Whether what PostgreSQL answered may be over soon, so that the same request may succeed later.
 *
 * @param sqlState its five-character code
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function isTransientError(sqlState: string): boolean {
  return CLASSES.has(sqlState.slice(0, 2));
}
