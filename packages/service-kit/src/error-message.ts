/** Prisma says first which of its methods was called. */
const invocation = /^\s*Invalid `.*` invocation:\s*/;

/** What went wrong: the message, and that of its cause unless the message tells it already. */
export function errorMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Errors of all of a host's addresses at once have no message.
  const unsaid = 'code' in error ? String(error.code) : error.name;
  const message = error.message.replace(invocation, '') || unsaid;
  const why = error.cause instanceof Error ? errorMessage(error.cause) : '';
  return message.includes(why) ? message : `${message}: ${why}`;
}
