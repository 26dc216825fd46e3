/** What went wrong, in one line: the message, and that of its cause. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const message = error.message || error.name;
  return error.cause instanceof Error ? `${message}: ${describe(error.cause)}` : message;
}
