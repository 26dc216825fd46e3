import { integer, oneOf, readConfig, serveVariables } from '@photos/service-kit';
import { z } from 'zod';

const Environment = z.object({
  ...serveVariables,
  PORT: serveVariables.PORT.describe('port of the public listener'),
  PUBLIC_SCHEME: oneOf('http', 'https').default('http'),
  INTERNAL_HOST: z.string().default('127.0.0.1'),
  ADMIN_HOST: z.string().default('127.0.0.1'),
  ADMIN_PORT: integer(1, 65_535).describe('port for health, metrics and upstreams'),
  EDGE_CONFIG: z.string().describe('file with the routes, such as infra/edge/edge.json'),
  UPSTREAMS_FILE: z.string().describe('file with the addresses of the apps'),
});

/** What the edge is told by its environment, once and for all. */
export type Environment = z.infer<typeof Environment>;

/** @throws an error that names the variables when one is missing or wrong */
export const readEnvironment = (): Environment => readConfig(Environment);
