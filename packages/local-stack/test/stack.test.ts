import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Instance,
  type Servers,
  type Stack,
  type StackOptions,
  startServers,
  startStack,
  waitUntil,
} from '../src/index.ts';
import { isRunning } from '../src/is-running.ts';
import { makeCheckout, migrations, removeCheckouts } from './support/checkouts.ts';

interface Greeting {
  app: string;
  pid: number;
  url: string;
  env: Record<string, string>;
}

let servers: Servers;
let checkout: string;
let next: string;
let stack: Stack | undefined;

beforeAll(async () => {
  checkout = await makeCheckout(['greeter']);
  next = await makeCheckout(['greeter', 'new-comer'], { databases: ['greeter'] });
  servers = await startServers();
});

afterAll(async () => {
  await servers.stop();
  await removeCheckouts([checkout, next]);
});

afterEach(async () => {
  await stack?.close();
  stack = undefined;
});

const start = async (options: Partial<StackOptions> = {}) => {
  stack = await startStack({ checkout, servers, ...options });
  return stack;
};

const greet = async (url: string): Promise<Greeting> => {
  const response = await fetch(`${url}/api`);
  if (!response.ok) throw new Error(`status ${response.status}`);
  return (await response.json()) as Greeting;
};

const instancesOf = (running: Stack): Instance[] => running.apps.greeter?.instances ?? [];

const first = (running: Stack): Instance => instancesOf(running)[0] as Instance;

async function pidsThatAnswer(running: Stack): Promise<Set<number>> {
  const greetings = await Promise.all(Array.from({ length: 12 }, () => greet(running.origin)));
  return new Set(greetings.map(({ pid }) => pid));
}

describe('a stack', () => {
  it('has two instances of each app behind the edge, and the web client', async () => {
    const running = await start();

    expect(await pidsThatAnswer(running)).toEqual(
      new Set(instancesOf(running).map(({ pid }) => pid)),
    );
    expect(await (await fetch(running.origin)).text()).toContain('the web client');
  });

  it('has as many instances as the phase file says', async () => {
    const phase = await makeCheckout(['greeter'], { instances: 3 });
    try {
      expect(instancesOf(await start({ checkout: phase }))).toHaveLength(3);
    } finally {
      await removeCheckouts([phase]);
    }
  });

  it('gives its apps all they need, and nothing of its own environment', async () => {
    process.env.SERVICE_TOKEN_OF_MINE = 'secret';
    const running = await start({ env: { greeter: { COLOUR: 'red' } } });

    const { env } = await greet(running.origin);

    expect(env).toMatchObject({
      DATABASE_URL: running.databaseUrl('greeter'),
      GREETER_URL: running.internalUrl('greeter'),
      S3_ENDPOINT: running.s3.endpoint,
      S3_BUCKET: running.s3.bucket,
      S3_FORCE_PATH_STYLE: 'true',
      SERVICE_TOKEN: running.serviceToken,
      SIGNING_KEY: expect.any(String),
      SIGNING_PUBLIC_KEY: expect.any(String),
      COLOUR: 'red',
    });
    expect(env).not.toHaveProperty('SERVICE_TOKEN_OF_MINE');
  });

  it('has an internal address for each app, where internal routes are', async () => {
    const running = await start();

    expect((await fetch(`${running.origin}/internal/x`)).status).toBe(404);
    const response = await fetch(`${running.internalUrl('greeter')}/internal/x`);
    expect(await response.json()).toMatchObject({ url: '/internal/x' });
  });

  it('migrates databases before the apps start', async () => {
    const running = await start();

    expect(await migrations(checkout, 'greeter')).toContain(running.databaseUrl('greeter'));
  });

  it('is beside others on the same servers', async () => {
    const one = await start();
    const two = await startStack({ checkout, servers });
    try {
      expect(two.databaseUrl('greeter')).not.toBe(one.databaseUrl('greeter'));
      expect(two.s3.bucket).not.toBe(one.s3.bucket);
      expect(two.origin).not.toBe(one.origin);
    } finally {
      await two.close();
    }
  });

  it('has the same secrets when its name is used again', async () => {
    const name = 'again';
    const { serviceToken } = await start({ name });
    await stack?.close();

    expect((await start({ name })).serviceToken).toBe(serviceToken);
  });

  it('that cannot start says why, and leaves nothing behind', async () => {
    const starting = start({ env: { greeter: { BROKEN: 'yes' } }, name: 'broken' });

    await expect(starting).rejects.toThrow(
      /greeter-\d ended while starting.*I have no luck today/s,
    );
  });

  it('adds up the metrics of an app', async () => {
    const running = await start();
    for (let times = 0; times < 5; times++) await greet(running.origin);

    expect(await running.metrics('greeter')).toEqual({ 'greetings_total{to="all"}': 5 });
  });

  it('leaves nothing behind when it is closed', async () => {
    const running = await start();
    const pids = [running.edge.pid, ...instancesOf(running).map(({ pid }) => pid)];

    await running.close();

    expect(pids.filter(isRunning)).toEqual([]);
  });
});

describe('commands', () => {
  it('run with the environment of their app', async () => {
    const running = await start();

    expect(await running.run('greeter', ['repeat', 'a', 'b'])).toEqual({
      exitCode: 3,
      stdout: 'a b\n',
      stderr: 'to stderr\n',
    });
  });

  it('can be watched and ended', async () => {
    const running = await start();
    const command = running.launch('greeter', ['wait']);
    let output = '';
    command.onOutput((chunk) => {
      output += chunk;
    });
    await waitUntil('it waits', () => output.includes('waiting'));

    command.signal('SIGKILL');

    expect(await command.finished).toMatchObject({ exitCode: 128, stdout: 'waiting\n' });
  });
});

describe('an instance', () => {
  it('that is killed is noticed by the edge', async () => {
    const running = await start();
    const victim = first(running);

    await victim.kill();

    expect(isRunning(victim.pid)).toBe(false);
    expect(await pidsThatAnswer(running)).toEqual(new Set([first(running).pid]));
    expect(instancesOf(running)).toHaveLength(1);
  });

  it('can be added', async () => {
    const running = await start({ instances: 1 });

    const added = await running.start('greeter');

    expect(await pidsThatAnswer(running)).toContain(added.pid);
  });

  it('can be frozen and thawed', async () => {
    const running = await start();
    const frozen = first(running);
    frozen.pause();
    await expect(fetch(frozen.url, { signal: AbortSignal.timeout(300) })).rejects.toThrow();

    frozen.resume();

    expect((await greet(frozen.url)).pid).toBe(frozen.pid);
  });

  it('drains when it is stopped', async () => {
    const running = await start();

    expect(await first(running).stop()).toBe(0);
  });

  it('that does not stop in time is killed, and that is an error', async () => {
    const running = await start({ env: { greeter: { STUBBORN: 'yes' } }, instances: 1 });
    const stubborn = first(running);

    await expect(stubborn.stop(300)).rejects.toThrow(
      /greeter-1 did not stop within 300 ms.*I am starting/s,
    );
    expect(isRunning(stubborn.pid)).toBe(false);
  });

  it('has a log', async () => {
    expect(first(await start()).log()).toBe('I am starting\n');
  });
});

describe('a roll-out', () => {
  it('replaces every instance without a failed request, and migrates first, once', async () => {
    const running = await start();
    const old = instancesOf(running);
    const progress: string[] = [];
    let stop = false;
    const apps = new Set<string>();
    const user = async () => {
      while (!stop) apps.add((await greet(running.origin)).app);
    };
    const users = Promise.all([user(), user(), user()]);

    try {
      await running.roll('greeter', next, {
        onProgress: (done, of) => progress.push(`${done}/${of}`),
      });
    } finally {
      stop = true;
      await users;
    }

    expect(progress).toEqual(['1/2', '2/2']);
    expect(apps.size).toBe(2);
    expect(await Promise.all(old.map(({ exited }) => exited))).toEqual([0, 0]);
    expect((await greet(running.origin)).app).toContain(next);
    const database = running.databaseUrl('greeter');
    const applied = await migrations(next, 'greeter');
    expect(applied.filter((url) => url === database)).toHaveLength(1);
  });

  it('leaves migrations to the steps after it when the phase has them there', async () => {
    const running = await start({ instances: 1 });
    const after = [{ app: 'greeter', command: ['migrate'] }];
    const contracting = await makeCheckout(['greeter'], { after });
    try {
      await running.roll('greeter', contracting);
      expect((await greet(running.origin)).app).toContain(contracting);
      expect(await migrations(contracting, 'greeter')).toEqual([]);
    } finally {
      await removeCheckouts([contracting]);
    }
  });

  it('starts apps that are new, and makes them known to the others', async () => {
    const running = await start();

    await running.roll('new-comer', next);
    await running.roll('greeter', next);

    const { env } = await greet(running.origin);
    expect(env.NEW_COMER_URL).toBe(running.internalUrl('new-comer'));
    expect((await greet(running.internalUrl('new-comer'))).app).toContain('new-comer');
    expect(() => running.databaseUrl('new-comer')).toThrow('no database');
  });

  it('of the web client changes pages and routes', async () => {
    const running = await start();

    await running.roll('web', next);

    expect(await (await fetch(running.origin)).text()).toContain(next);
  });

  it('of an instance can change its environment', async () => {
    const running = await start({ instances: 1 });

    const replaced = await running.replace(first(running), { env: { COLOUR: 'blue' } });

    expect((await greet(running.origin)).env.COLOUR).toBe('blue');
    expect(instancesOf(running)).toEqual([replaced]);
  });
});
