import { readConfig } from '@photos/service-kit';
import { z } from 'zod';

const database = z.object({
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .describe("the service's own PostgreSQL database"),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

const server = database.extend({
  PORT: z.coerce.number().int().min(1).max(65_535).describe('the port to listen on'),
  HOST: z.string().default('0.0.0.0'),
  DRAIN_DELAY_MS: z.coerce.number().int().min(0).default(2_000),
  SERVICE_TOKEN: z
    .string()
    .min(32, 'must have at least 32 characters')
    .describe('the secret that services show each other, at least 32 characters'),
});

export type ServerConfig = z.infer<typeof server>;

export const readDatabaseConfig = () => readConfig(database);
export const readServerConfig = () => readConfig(server);
