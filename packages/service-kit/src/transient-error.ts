/** Connection exceptions, deadlocks and the like, too few resources, shut down or cancelled. */
const CLASSES = new Set(['08', '40', '53', '57']);

/** A server that was demoted, or had its disk fill up, takes no writes until another one is asked or it is mended. */
const READ_ONLY = '25006';

/**
 * Whether what PostgreSQL answered may be over soon, so that the same request may succeed later.
 *
 * @param sqlState its five-character code
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function isTransientError(sqlState: string): boolean {
  return sqlState === READ_ONLY || CLASSES.has(sqlState.slice(0, 2));
}
