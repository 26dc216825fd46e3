// Starts a stack, says what it consists of, and waits to be ended in some way.
import { startServers, startStack } from '../../src/index.ts';

const servers = await startServers();
const stack = await startStack({ checkout: process.argv[2] as string, servers });
const instances = Object.values(stack.apps).flatMap((app) => app.instances);
instances[0]?.pause();
console.log(
  JSON.stringify({
    directory: servers.directory,
    pids: [
      stack.edge.pid,
      ...instances.map(({ pid }) => pid),
      ...Object.values(servers.processes).map(({ pid }) => pid),
      stack.launch('greeter', ['wait']).pid,
    ],
  }),
);
process.on('SIGUSR2', () => process.exit(7));
