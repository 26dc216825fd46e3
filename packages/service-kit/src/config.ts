import { stderr } from 'node:process';
import type { z } from 'zod';

/**
 * Reads an app's configuration from environment variables.
 *
 * An empty variable counts as missing, because that is what compose files make of an unset one. When anything is
 * missing or wrong, one line for each such variable goes to standard error and the process exits with 1. Values are
 * never printed: they may be secrets.
 *
 * @param shape what the app needs, by variable name; a field's `.describe()` text is shown when it is missing
 * @returns the parsed values
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
  stderr.write(`${[...new Set(lines)].join('\n')}\n`);
  process.exit(1);
}
