import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import {
  createPhotoStorage,
  createS3Client,
  type PhotoStorage,
  type PhotoStorageOptions,
} from '../src/index.ts';

export type Fault = 'refuse' | 'fail' | 'hang' | 'cut' | undefined;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const slowDown =
  '<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>';

const account = {
  region: 'us-east-1',
  accessKeyId: 'test',
  secretAccessKey: 'test',
  forcePathStyle: true,
};

/** An S3 server behind a line that can be made to fail. */
export class ObjectStore {
  /**
   * Decides what happens to a request, from `PUT /bucket/key?query`. `fail` answers 503 as S3 does when it is busy, `cut` breaks
   * the answer off.
   */
  fault: (request: string) => Fault = () => undefined;
  /** All requests so far. */
  readonly requests: string[] = [];
  /** How many of them have not been answered to the end yet, nor given up. */
  openRequests = 0;
  readonly #fauxqs: FauxqsServer;
  readonly #line: Server;
  readonly #storages: PhotoStorage[] = [];

  private constructor(fauxqs: FauxqsServer) {
    this.#fauxqs = fauxqs;
    this.#line = createServer((req, res) => this.#forward(req, res));
  }

  static async start(): Promise<ObjectStore> {
    const fauxqs = await startFauxqs({ port: 0, logger: false });
    fauxqs.createBucket('photos');
    const store = new ObjectStore(fauxqs);
    store.#line.listen(0, '127.0.0.1');
    await once(store.#line, 'listening');
    return store;
  }

  storage(options: Partial<PhotoStorageOptions> = {}): PhotoStorage {
    const { port } = this.#line.address() as AddressInfo;
    const endpoint = `http://127.0.0.1:${port}`;
    const storage = createPhotoStorage({ endpoint, bucket: 'photos', ...account, ...options });
    this.#storages.push(storage);
    return storage;
  }

  /** Keys of all objects. Looks past the line. */
  async keys(): Promise<string[]> {
    const client = createS3Client({ endpoint: this.#fauxqs.address, ...account });
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: 'photos' }));
    client.destroy();
    return Contents.map(({ Key = '' }) => Key);
  }

  /** Multipart uploads that were begun and neither completed nor aborted. */
  danglingUploads(): number {
    const count = (pattern: RegExp) => this.requests.filter((line) => pattern.test(line)).length;
    return count(/^POST .*\?uploads/) - count(/^(POST|DELETE) .*uploadId=/);
  }

  async stop(): Promise<void> {
    for (const storage of this.#storages) storage.close();
    this.#line.closeAllConnections();
    this.#line.close();
    await this.#fauxqs.stop();
  }

  #forward(req: IncomingMessage, res: ServerResponse): void {
    const line = `${req.method} ${req.url}`;
    this.requests.push(line);
    this.openRequests++;
    res.on('close', () => this.openRequests--);
    const fault = this.fault(line);
    if (fault === 'hang') return;
    if (fault === 'refuse') {
      req.socket.destroy();
      return;
    }
    if (fault === 'fail') {
      req.resume().on('end', () => res.writeHead(503).end(slowDown));
      return;
    }
    const { method, url = '/', headers } = req;
    const upstream = request(new URL(url, this.#fauxqs.address), { method, headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      if (fault === 'cut') answer.once('data', (chunk) => res.write(chunk, () => res.destroy()));
      else answer.pipe(res);
    });
    upstream.on('error', () => res.destroy());
    res.on('close', () => upstream.destroy());
    req.pipe(upstream);
  }
}
