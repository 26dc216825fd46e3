const pollMs = 50;

/**
 * Polls until `condition` gives something truthy, and returns that. Throws when it has not come
 * true within `withinMs`, naming `what` and the last error of the condition.
 */
export async function waitFor<T>(
  what: string,
  condition: () => Promise<T> | T,
  withinMs = 30_000,
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = Date.now() + withinMs;
  let lastError: unknown;
  while (Date.now() < deadline) {
    try {
      const result = await condition();
      if (result) return result as Exclude<T, false | null | undefined>;
    } catch (error) {
      lastError = error;
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  throw new Error(`Not within ${withinMs} ms: ${what}`, { cause: lastError });
}
