import { connect, createServer, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/**
 * What happens to connections:
 * - `pass`: nothing;
 * - `refuse`: they are reset at once, as if nothing listened;
 * - `hang`: they are taken, and never answered;
 * - `cut`: they are reset once `afterBytes` bytes have gone to the target, all of them together;
 * - `cut-answer`: the same with the bytes that come back;
 * - `cut-at`: the one in which this text is about to go to the target is reset;
 * - `cut-answer-at`: the same with a text that comes back;
 * - `hold`: once `afterBytes` have gone to the target, no more do until another fault is set;
 * - `hold-at`: the same with the connection in which this text is about to go to the target.
 */
export type Fault =
  | { kind: 'pass' }
  | { kind: 'refuse' }
  | { kind: 'hang' }
  | { kind: 'cut'; afterBytes: number }
  | { kind: 'cut-answer'; afterBytes: number }
  | { kind: 'cut-at'; text: string }
  | { kind: 'cut-answer-at'; text: string }
  | { kind: 'hold'; afterBytes: number }
  | { kind: 'hold-at'; text: string };

/** A TCP proxy between an app and something it needs, that can be told to misbehave. */
export class FaultProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #held = new Set<() => void>();
  #fault: Fault = { kind: 'pass' };
  #bytesIn = 0;
  #bytesBack = 0;

  private constructor(target: { host: string; port: number }) {
    this.#server = createServer((client) => this.#serve(client, target));
  }

  static async start(target: { host: string; port: number }): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  /** Connections that are held just now. */
  get holding(): number {
    return this.#held.size;
  }

  /** Bytes that have come in for the target since the fault was last set. */
  get bytesIn(): number {
    return this.#bytesIn;
  }

  /** From now on. `refuse` and `hang` also end the open connections, and so does the end of `hang`. */
  set(fault: Fault): void {
    if (this.#fault.kind === 'hang') this.#resetAll();
    this.#fault = fault;
    this.#bytesIn = 0;
    this.#bytesBack = 0;
    if (fault.kind === 'refuse' || fault.kind === 'hang') this.#resetAll();
    for (const release of this.#held) release();
    this.#held.clear();
  }

  mend(): void {
    this.set({ kind: 'pass' });
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#resetAll();
    await closed;
  }

  #resetAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #serve(client: Socket, target: { host: string; port: number }): void {
    this.#track(client);
    if (this.#fault.kind === 'refuse') {
      client.resetAndDestroy();
      return;
    }
    if (this.#fault.kind === 'hang') return;
    const upstream = connect({ ...target, noDelay: true });
    this.#track(upstream);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    client.pipe(this.#onTheWayIn(client)).pipe(upstream);
    upstream.pipe(this.#onTheWayBack(client)).pipe(client);
  }

  #onTheWayIn(client: Socket): Transform {
    return new Transform({
      transform: (chunk: Buffer, _encoding, forward) => {
        this.#bytesIn += chunk.length;
        const fault = this.#fault;
        const isDue = 'afterBytes' in fault && this.#bytesIn > fault.afterBytes;
        const isHere = 'text' in fault && chunk.includes(fault.text);
        const isHit = isDue || isHere;
        if (isHit && (fault.kind === 'cut' || fault.kind === 'cut-at')) client.resetAndDestroy();
        else if (isHit && (fault.kind === 'hold' || fault.kind === 'hold-at'))
          this.#held.add(() => forward(null, chunk));
        else forward(null, chunk);
      },
    });
  }

  #onTheWayBack(client: Socket): Transform {
    return new Transform({
      transform: (chunk: Buffer, _encoding, forward) => {
        this.#bytesBack += chunk.length;
        const fault = this.#fault;
        const isDue = fault.kind === 'cut-answer' && this.#bytesBack > fault.afterBytes;
        const isHere = fault.kind === 'cut-answer-at' && chunk.includes(fault.text);
        if (isDue || isHere) client.resetAndDestroy();
        else forward(null, chunk);
      },
    });
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }
}

/** A proxy in front of the host and port of `url`, and the URL that leads through it. */
export async function proxyUrl(url: string): Promise<{ proxy: FaultProxy; url: string }> {
  const direct = new URL(url);
  const defaultPort =
    direct.protocol === 'postgresql:' || direct.protocol === 'postgres:' ? 5432 : 80;
  const proxy = await FaultProxy.start({
    host: direct.hostname,
    port: Number(direct.port) || defaultPort,
  });
  const proxied = new URL(url);
  proxied.hostname = '127.0.0.1';
  proxied.port = String(proxy.port);
  return { proxy, url: proxied.href.replace(/\/$/, '') };
}
