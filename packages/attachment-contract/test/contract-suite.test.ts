import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Answer,
  type AttachmentProvider,
  describeAttachmentContract,
  type ShownCredentials,
} from '../src/contract-suite/index.ts';
import { type Attachment, Id, type Problem } from '../src/index.ts';
import { type HttpServer, startHttpServer } from './http-server.ts';

const TOKEN = 'valid';

/** The least that keeps the contract: a map behind HTTP. It shows that the suite can be satisfied. */
const stored = new Map<string, Attachment>();
let server: HttpServer;

const provider: AttachmentProvider = {
  setUp: async () => {
    server = await startHttpServer(respond);
  },
  tearDown: () => server.close(),
  given: {
    message: async (photos) => {
      const ref = { messageId: randomUUID(), conversationId: randomUUID() };
      const uploaderId = randomUUID();
      const now = new Date().toISOString();
      const attachmentIds = photos.map(({ content: _, ...facts }, position) => {
        const id = randomUUID();
        const times = { version: '1', createdAt: now, updatedAt: now };
        stored.set(id, { id, ...ref, uploaderId, position, ...facts, ...times });
        return id;
      });
      return { ...ref, uploaderId, attachmentIds };
    },
    editedCaption: async (id, caption) => {
      const before = stored.get(id);
      if (before === undefined) throw new Error(`There is no attachment ${id}`);
      const version = String(BigInt(before.version) + 1n);
      stored.set(id, { ...before, caption, version, updatedAt: new Date().toISOString() });
    },
    deletedAttachment: async (id) => {
      stored.delete(id);
    },
  },
  readOne: (id, credentials) => ask(`/attachments/${id}`, credentials),
  readOfMessage: ({ messageId }, credentials) => ask(`/messages/${messageId}`, credentials),
};

describeAttachmentContract('A map behind HTTP', provider);

async function ask(path: string, shown: ShownCredentials): Promise<Answer> {
  const tokens = { valid: { authorization: TOKEN }, 'made-up': { authorization: 'x' }, none: {} };
  const response = await fetch(server.origin + path, { headers: tokens[shown] });
  const contentType = response.headers.get('content-type');
  return { status: response.status, contentType, body: await response.json() };
}

function respond({ url = '', headers }: IncomingMessage, response: ServerResponse): void {
  const [, kind, id = ''] = url.split('/');
  const attachment = stored.get(id);
  if (headers.authorization !== TOKEN) fail(response, 401);
  else if (!Id.safeParse(id).success) fail(response, 422, { id: ['must be a UUID'] });
  else if (kind === 'messages') succeed(response, { items: attachmentsOf(id) });
  else if (attachment === undefined) fail(response, 404);
  else succeed(response, attachment);
}

function attachmentsOf(id: string): Attachment[] {
  return [...stored.values()].filter(({ messageId }) => messageId === id);
}

function succeed(response: ServerResponse, body: object): void {
  send(response, 200, 'application/json', body);
}

function fail(response: ServerResponse, status: number, errors?: Problem['errors']): void {
  const problem = { type: 'about:blank', title: 'Refused', status, detail: 'Refused', errors };
  send(response, status, 'application/problem+json', problem);
}

function send(response: ServerResponse, status: number, type: string, body: object): void {
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
}
