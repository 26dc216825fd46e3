import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A real HTTP server that stands for an instance of an app. */
export class App {
  readonly server: Server;
  readonly url: string;
  /** What it answers at `/readyz`; 0 for nothing at all. */
  readiness = 200;
  /** All requests but those for `/readyz`. */
  readonly requests: IncomingMessage[] = [];

  private constructor(server: Server) {
    this.server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(handler: Handler, port = 0): Promise<App> {
    const server = createServer({ keepAliveTimeout: 65_000 }).listen(port, '127.0.0.1');
    await once(server, 'listening');
    const app = new App(server);
    server.on('request', (request, response) => {
      if (request.url !== '/readyz') {
        app.requests.push(request);
        handler(request, response);
      } else if (app.readiness !== 0) {
        response.writeHead(app.readiness).end();
      }
    });
    return app;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** Answers with what it got. */
export const echo: Handler = async (request, response) => {
  const chunks = await request.toArray();
  response.setHeader('content-type', 'application/json');
  response.end(
    JSON.stringify({
      method: request.method,
      url: request.url,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    }),
  );
};
