// Starts a shell that starts another process, has both watched, says which they are, and waits.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { watchGroup } from '../../src/index.ts';

const shell = spawn('sh', ['-c', 'sleep 300 & echo $!; wait'], {
  stdio: ['ignore', 'pipe', 'inherit'],
  detached: true,
});
watchGroup(shell);
const [sleeper] = await once(shell.stdout, 'data');
console.log(JSON.stringify([shell.pid, Number(sleeper)]));
