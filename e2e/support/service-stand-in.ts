import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/**
 * What a call meets:
 * - `pass`: the media service answers;
 * - `hold`: it waits, unanswered, until something else is set;
 * - `lose answer`: the media service does what it is asked, and its answer never arrives;
 * - `beforeAnswer`: the media service answers, and its answer stays on the way until this is done;
 * - an answer: it is given that, and the media service never hears of it.
 */
export type Behaviour =
  | 'pass'
  | 'hold'
  | 'lose answer'
  | { beforeAnswer: () => Promise<unknown> }
  | { status: number; type: string; body: string };

/** A call of the media service. */
export interface Call {
  path: string;
  /** Made for a request, as opposed to by a relay. */
  forRequest: boolean;
  /** Ids of the attachments in it. */
  ids: string[];
  /** Whether the caller still waits for the answer. */
  isOpen(): boolean;
}

/** Stands between the monolith and the media service, and can be told to misbehave in its name. */
export class ServiceStandIn {
  readonly calls: Call[] = [];
  /** The media service's address, to be set before the first call. */
  target = '';
  readonly #server: Server;
  #behave: (call: Call) => Behaviour = () => 'pass';
  #changed = Promise.withResolvers<void>();

  private constructor() {
    this.#server = createServer(
      (req, res) => void this.#serve(req, res).catch(() => res.destroy()),
    );
  }

  static async start(): Promise<ServiceStandIn> {
    const standIn = new ServiceStandIn();
    standIn.#server.listen(0, '127.0.0.1');
    await once(standIn.#server, 'listening');
    return standIn;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on; calls that are held meet it too. Forgets the calls so far. */
  behave(behaviour: Behaviour | ((call: Call) => Behaviour)): void {
    this.#behave = typeof behaviour === 'function' ? behaviour : () => behaviour;
    this.calls.length = 0;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = await text(req);
    const { snapshots = [] } = JSON.parse(body) as { snapshots?: { id: string }[] };
    const call: Call = {
      path: req.url ?? '',
      forRequest: req.headers['x-request-id'] !== undefined,
      ids: snapshots.map(({ id }) => id),
      isOpen: () => !res.destroyed && !res.writableEnded,
    };
    this.calls.push(call);

    let behaviour = this.#behave(call);
    while (behaviour === 'hold') {
      await this.#changed.promise;
      behaviour = this.#behave(call);
    }
    if (typeof behaviour === 'object' && 'status' in behaviour) {
      res.writeHead(behaviour.status, { 'Content-Type': behaviour.type }).end(behaviour.body);
      return;
    }
    // A caller that has gone takes its call along, as it would over a direct connection.
    if (!call.isOpen()) return;
    const answer = await fetch(this.target + req.url, {
      method: 'POST',
      headers: {
        authorization: String(req.headers.authorization),
        'content-type': String(req.headers['content-type']),
      },
      body,
    });
    const answered = await answer.text();
    if (behaviour === 'lose answer') return;
    if (typeof behaviour === 'object') await behaviour.beforeAnswer();
    const type = String(answer.headers.get('content-type'));
    res.writeHead(answer.status, { 'Content-Type': type }).end(answered);
  }
}
