import { type Servers, startServers } from '@photos/local-stack';

declare global {
  var replicationTestServers: Servers | undefined;
}

/** Starts PostgreSQL and S3 once for the whole run; the environment tells the tests where they are. */
export default async function globalSetup(): Promise<void> {
  globalThis.replicationTestServers = await startServers();
  Object.assign(process.env, globalThis.replicationTestServers.env);
}
