import { connect, type Socket } from 'node:net';

/** What came back over the wire, unfollowed and undecoded (but de-chunked). */
export interface RawAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string;
}

/** A TCP connection to the app for what no well-behaved HTTP library would send. */
export class RawConnection {
  readonly #socket: Socket;
  readonly #closed: Promise<void>;
  #received = Buffer.alloc(0);
  #ended = false;
  #wake: () => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    this.#closed = new Promise((resolve) => socket.once('close', () => resolve()));
    const end = () => {
      this.#ended = true;
      this.#wake();
    };
    // A server that has answered may reset the connection rather than read on: that's an end too.
    socket.on('error', end);
    socket.on('close', end);
  }

  static async open(origin: string): Promise<RawConnection> {
    const { hostname, port } = new URL(origin);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    const connection = new RawConnection(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return connection;
  }

  get ended(): boolean {
    return this.#ended;
  }

  get answered(): boolean {
    return this.#received.includes('\r\n\r\n');
  }

  /** Sends, and waits until the bytes have left this process or the connection has ended. */
  async send(data: string | Uint8Array): Promise<void> {
    if (this.#ended) return;
    // Called with an error, or not at all, when the connection ends first.
    const sent = new Promise<void>((resolve) => this.#socket.write(data, () => resolve()));
    await Promise.race([sent, this.#closed]);
  }

  /** Sends `chunk` over and over, until the app answers, hangs up, or `maxBytes` have been sent. */
  async sendEndlessly(chunk: Uint8Array, maxBytes: number): Promise<number> {
    let sent = 0;
    while (!this.#ended && !this.answered && sent < maxBytes) {
      await this.send(chunk);
      sent += chunk.length;
    }
    return sent;
  }

  /** Goes away without a word, as a phone in a tunnel does. */
  vanish(): void {
    this.#socket.resetAndDestroy();
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Waits for a complete answer. Throws when none came within `withinMs` (the app hangs). */
  async answer(withinMs = 10_000): Promise<RawAnswer> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const answer = parseAnswer(this.#received, this.#ended);
      if (answer) return answer;
      if (this.#ended) throw new Error(`Closed without an answer: ${this.#received}`);
      const remaining = deadline - Date.now();
      if (remaining <= 0) throw new Error(`No answer within ${withinMs} ms`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, remaining);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}

/** Sends these bytes on a connection of their own, and gives the answer. */
export async function exchange(
  origin: string,
  request: string | Uint8Array,
  withinMs?: number,
): Promise<RawAnswer> {
  const connection = await RawConnection.open(origin);
  try {
    await connection.send(request);
    return await connection.answer(withinMs);
  } finally {
    connection.close();
  }
}

/** Request line and headers as bytes; lines are sent as they are given. */
export function head(requestLine: string, headers: Record<string, string | string[]>): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one) => `${name}: ${one}`),
  );
  return [requestLine, ...lines, '', ''].join('\r\n');
}

function parseAnswer(received: Buffer, ended: boolean): RawAnswer | undefined {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const [statusLine = '', ...lines] = received
    .subarray(0, headEnd)
    .toString('latin1')
    .split('\r\n');
  const status = Number(statusLine.split(' ')[1]);
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const rest = received.subarray(headEnd + 4);
  if (status === 100) return parseAnswer(rest, ended);
  const body = parseBody(rest, headers, ended);
  return body === undefined ? undefined : { status, headers, body };
}

function parseBody(
  rest: Buffer,
  headers: Record<string, string>,
  ended: boolean,
): string | undefined {
  if (headers['transfer-encoding'] === 'chunked') return dechunk(rest);
  const length = Number(headers['content-length'] ?? Number.NaN);
  if (Number.isNaN(length)) return ended ? rest.toString() : undefined;
  return rest.length >= length ? rest.subarray(0, length).toString() : undefined;
}

function dechunk(rest: Buffer): string | undefined {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = rest.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(rest.toString('latin1', at, lineEnd), 16);
    if (size === 0) return Buffer.concat(chunks).toString();
    chunks.push(rest.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
    if (at > rest.length) return undefined;
  }
}
