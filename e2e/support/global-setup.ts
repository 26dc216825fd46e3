import { startServers } from '@photos/local-stack';

/**
 * Starts PostgreSQL and S3 once for the whole run. With DATABASE_URL or S3_ENDPOINT (and the other
 * S3_… variables) set, local-stack uses those instead.
 */
export default async function globalSetup(): Promise<void> {
  const servers = await startServers();
  globalThis.__photosServers = servers;
  Object.assign(process.env, servers.env);
}

declare global {
  var __photosServers: { stop(): Promise<void> } | undefined;
}
