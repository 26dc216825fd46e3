// An app as the local stack expects it, made of nothing but Node.js.
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const home = join(dirname(fileURLToPath(import.meta.url)), '..');
const [command, ...args] = process.argv.slice(2);
const { env } = process;

if (command === 'migrate') {
  appendFileSync(join(home, 'migrated'), `${env.DATABASE_URL}\n`);
} else if (command === 'repeat') {
  console.log(args.join(' '));
  console.error('to stderr');
  process.exit(3);
} else if (command === 'wait') {
  console.log('waiting');
  setInterval(() => {}, 1_000);
} else {
  serve();
}

function serve() {
  console.log('I am starting');
  if (env.BROKEN) {
    console.error('I have no luck today');
    process.exit(1);
  }
  let ready = true;
  let greetings = 0;
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    if (!ready) response.setHeader('connection', 'close');
    if (request.url === '/readyz') return response.writeHead(ready ? 200 : 503).end();
    if (request.url === '/metrics')
      return response.end(`# HELP x\ngreetings_total{to="all"} ${greetings}\n`);
    greetings++;
    response.end(JSON.stringify({ app: home, pid: process.pid, url: request.url, env }));
  });
  const unused = new Set();
  server.on('connection', (socket) => unused.add(socket));
  server.on('request', ({ socket }) => unused.delete(socket));
  server.listen(Number(env.PORT), env.HOST);
  process.on('SIGTERM', async () => {
    if (env.STUBBORN) return;
    ready = false;
    await sleep(Number(env.DRAIN_DELAY_MS));
    server.close(() => process.exit(0));
    for (const socket of unused) socket.destroy();
    setInterval(() => server.closeIdleConnections(), 20);
  });
}
