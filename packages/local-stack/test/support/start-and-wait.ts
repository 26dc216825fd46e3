// Starts a stack, says what it consists of, and waits to be ended in some way.
import pg from 'pg';
import { startServers, startStack } from '../../src/index.ts';

const servers = await startServers();
const stack = await startStack({ checkout: process.argv[2] as string, servers });
const instances = Object.values(stack.apps).flatMap((app) => app.instances);
instances[0]?.pause();
console.log(
  JSON.stringify({
    directories: [servers.directory, await databaseDirectory()],
    pids: [
      stack.edge.pid,
      ...instances.map(({ pid }) => pid),
      ...Object.values(servers.processes).map(({ pid }) => pid),
      stack.launch('greeter', ['wait']).pid,
    ],
  }),
);
process.on('SIGUSR2', () => process.exit(7));

async function databaseDirectory(): Promise<string> {
  const client = new pg.Client({ connectionString: servers.databaseUrl });
  await client.connect();
  const { rows } = await client.query('show data_directory');
  await client.end();
  return rows[0].data_directory;
}
