import { readConfig } from '@photos/service-kit';
import { z } from 'zod';

const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^[0-9]+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(min).max(max));

const Environment = z.object({
  HOST: z.string().default('0.0.0.0'),
  PORT: whole(1, 65_535).describe('port of the public listener'),
  INTERNAL_HOST: z.string().default('127.0.0.1'),
  ADMIN_HOST: z.string().default('127.0.0.1'),
  ADMIN_PORT: whole(1, 65_535).describe('port for health, metrics and upstreams'),
  EDGE_CONFIG: z.string().describe('file with the routes, such as infra/edge/edge.json'),
  UPSTREAMS_FILE: z.string().describe('file with the addresses of the apps'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DRAIN_DELAY_MS: whole(0, 600_000).default(2_000),
});

/** What the edge is told by its environment, once and for all. */
export type Environment = z.infer<typeof Environment>;

/** Exits with 1, naming the variables, when one is missing or wrong. */
export const readEnvironment = (): Environment => readConfig(Environment);
