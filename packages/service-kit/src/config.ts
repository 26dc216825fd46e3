import type { z } from 'zod';

/** Variables are missing or wrong: its message has a line for each. */
class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Reads an app's configuration from environment variables.
 *
 * An empty variable counts as missing, because that is what compose files make of an unset one.
 *
 * @param shape what the app needs, by variable name; a field's `.describe()` text is shown when it is missing
 * @returns the parsed values
 * @throws ConfigError when anything is missing or wrong. Values are never in its message: they may be secrets.
 */
export function readConfig<T extends z.ZodObject>(
  shape: T,
  env: Record<string, string | undefined> = process.env,
): z.infer<T> {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = shape.safeParse(set);
  if (result.success) return result.data;

  const lines = result.error.issues.map(({ path, message }) => {
    const name = String(path[0]);
    if (set[name] !== undefined) return `${name} is wrong: ${message}`;
    return `${name} is missing: ${shape.shape[name]?.description ?? message}`;
  });
  throw new ConfigError([...new Set(lines)].join('\n'));
}
