import { Agent } from 'node:http';

/**
 * - `ready`: says so.
 * - `unready`: says that it is not.
 * - `silent`: has not answered lately, neither yes nor no.
 * - `down`: nothing listens there. Also the state before the first answer.
 */
export type State = 'ready' | 'unready' | 'silent' | 'down';

/** One instance of an app, as the edge sees it. */
export class Upstream {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /**
   * Connections are kept less long than the apps keep theirs (65 s): it is never the app that closes
   * one just as a request is sent on it.
   */
  readonly agent = new Agent({ keepAlive: true, timeout: 30_000 });
  state: State = 'down';
  inFlight = 0;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.url = url;
    this.host = hostname.replace(/^\[|\]$/g, '');
    this.port = Number(port || 80);
  }
}
