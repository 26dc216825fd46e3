import { type Servers, startServers } from '@photos/local-stack';

/**
 * The PostgreSQL and S3 servers of this run. `global-setup.ts` starts them once and says where they
 * are in the environment; here, in a Jest worker, local-stack finds them there and starts none.
 */
export async function runningServers(): Promise<Servers> {
  return await startServers();
}
