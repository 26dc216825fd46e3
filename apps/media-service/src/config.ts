import {
  databaseVariables,
  readConfig,
  serveVariables,
  serviceVariables,
} from '@photos/service-kit';
import { z } from 'zod';

const server = z.object({ ...serveVariables, ...databaseVariables, ...serviceVariables });

export type ServerConfig = z.infer<typeof server>;

export const readDatabaseConfig = () => readConfig(z.object(databaseVariables));
export const readServerConfig = () => readConfig(server);
