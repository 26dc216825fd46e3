import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  ContractError,
  createClient,
  type PhotosClient,
  ProblemError,
  type UploadRequest,
} from '../src/index.ts';
import { type HttpServer, startHttpServer } from './http-server.ts';
import { attachment, message, user } from './samples.ts';

let server: HttpServer;
afterEach(() => server.close());

async function clientOf(listener: RequestListener, token?: string) {
  server = await startHttpServer(listener);
  return createClient({ origin: server.origin, ...(token === undefined ? {} : { token }) });
}

function answer(status: number, body?: unknown, headers: Record<string, string> = {}) {
  const listener: RequestListener = (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  };
  return listener;
}

function problem(status: number, headers?: Record<string, string>) {
  const body = { type: 'urn:photos:problem:x', title: 'X', status, detail: 'Because' };
  return answer(status, body, { 'content-type': 'application/problem+json', ...headers });
}

const grant = { token: 'gr4nt', expiresAt: new Date(Date.now() + 300_000).toISOString() };
const id = attachment.id;

/** Answers a request as its path has it; a grant is always to be had. */
function routes(answers: Record<string, RequestListener>): RequestListener {
  return (request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    const found = path.endsWith('/media-grant')
      ? (answers.grant ?? answer(200, grant))
      : answers[path.startsWith('/media/') ? 'media' : 'api'];
    (found ?? problem(500))(request, response);
  };
}
describe('sessions', () => {
  it('remembers the token of who signs in, and forgets it on signing out', async () => {
    const client = await clientOf((request, response) => {
      if (request.method === 'POST') answer(201, { token: 't0ken', user })(request, response);
      else if (request.method === 'DELETE') answer(204)(request, response);
      else answer(200, { items: [] })(request, response);
    });
    const session = await client.signIn({ handle: 'ada', password: 'secret' });
    expect(session).toEqual({ token: 't0ken', user });
    await client.conversations.list();
    await client.signOut();
    await client.conversations.list();
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      'Bearer t0ken',
      'Bearer t0ken',
      undefined,
    ]);
  });

  it('uses the token that it was made with', async () => {
    const client = await clientOf(answer(200, { items: [] }), 'given');
    await client.conversations.list();
    expect(server.requests[0]?.headers.authorization).toBe('Bearer given');
  });
});

describe('messages', () => {
  it('asks for a page', async () => {
    const client = await clientOf(answer(200, { items: [message], nextCursor: message.id }));
    const page = await client.messages.list(message.conversationId, {
      before: message.id,
      limit: 5,
    });
    expect(page).toEqual({ items: [message], nextCursor: message.id });
    expect(server.requests[0]?.url).toBe(
      `/api/conversations/${message.conversationId}/messages?before=${message.id}&limit=5`,
    );
  });

  const photos = ['zürich.png', 'a.png'].map((fileName) => ({
    fileName,
    content: new Blob([fileName]),
  }));
  const posting = (answers: { upload?: RequestListener; message?: RequestListener } = {}) =>
    routes({
      media: answers.upload ?? answer(201, { ...attachment, messageId: null }),
      api: answers.message ?? answer(201, message),
    });

  it('uploads each photo by itself, then posts a message that names them', async () => {
    const client = await clientOf(posting(), 'session');
    const content = { body: 'At the lake', photos, idempotencyKey: 'k1' };
    expect(await client.messages.post(message.conversationId, content)).toEqual(message);
    const uploads = server.requests.filter(({ url }) => url === '/media/attachments');
    expect(uploads.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer gr4nt',
      'Bearer gr4nt',
    ]);
    const names = uploads.map(async ({ headers, body }) => {
      const type = String(headers['content-type']);
      const form = await new Response(body, { headers: { 'content-type': type } }).formData();
      return (form.get('photo') as File).name;
    });
    expect((await Promise.all(names)).sort()).toEqual(['a.png', 'zürich.png']);
    const last = server.requests.at(-1);
    expect(last?.headers).toMatchObject({
      authorization: 'Bearer session',
      'idempotency-key': 'k1',
    });
    expect(JSON.parse(String(last?.body))).toEqual({
      body: 'At the lake',
      attachmentIds: [id, id],
    });
  });

  it("tells each photo's progress through a send of one's own", async () => {
    server = await startHttpServer(posting());
    const send = async (upload: UploadRequest) => {
      upload.onProgress?.({ sentBytes: 1, totalBytes: 2 });
      return fetch(upload.url, { method: 'POST', body: upload.body });
    };
    const client = createClient({ origin: server.origin, send });
    const progress: number[][] = [];
    const onProgress = (shares: number[]) => progress.push(shares);
    await client.messages.post(message.conversationId, { body: '', photos }, { onProgress });
    expect(progress).toEqual([
      [0.5, 0],
      [0.5, 0.5],
    ]);
  });

  it('deletes the other photos when one fails, and posts no message', async () => {
    let uploads = 0;
    const upload: RequestListener = (request, response) => {
      if (request.method === 'DELETE') answer(204)(request, response);
      else (uploads++ === 0 ? answer(201, attachment) : problem(415))(request, response);
    };
    const client = await clientOf(posting({ upload }));
    const post = client.messages.post(message.conversationId, { body: 'x', photos });
    await expect(post).rejects.toMatchObject({ status: 415 });
    expect(server.requests.at(-1)).toMatchObject({
      method: 'DELETE',
      url: `/media/attachments/${id}`,
    });
    expect(server.requests.some(({ url }) => url?.endsWith('/messages'))).toBe(false);
  });

  it('asks for one new grant to upload when one is refused', async () => {
    let grants = 0;
    const listener = routes({
      grant: (request, response) =>
        answer(200, { ...grant, token: `gr4nt${++grants}` })(request, response),
      media: (request, response) =>
        (request.headers.authorization === 'Bearer gr4nt1'
          ? problem(401)
          : answer(201, { ...attachment, messageId: null }))(request, response),
      api: answer(201, message),
    });
    const client = await clientOf(listener);
    const content = { body: 'x', photos: photos.slice(0, 1) };
    expect(await client.messages.post(message.conversationId, content)).toEqual(message);
    expect(grants).toBe(2);
  });

  it('can be called off', async () => {
    const aborter = new AbortController();
    const upload = () => aborter.abort(new Error('Changed my mind'));
    const client = await clientOf(posting({ upload }));
    const { signal } = aborter;
    const post = client.messages.post(message.conversationId, { body: 'x', photos }, { signal });
    await expect(post).rejects.toThrow('Changed my mind');
  });
});

const asked = () => server.requests.map(({ url }) => url?.split(/[?]|s\/[0-9a-f-]{36}/)[0]);

describe('attachments', () => {
  it('reads metadata at the service, with one grant for all of a conversation', async () => {
    const client = await clientOf(routes({ media: answer(200, attachment) }), 'session');
    expect(await client.attachments.get(attachment)).toEqual(attachment);
    expect(await client.attachments.get(attachment)).toEqual(attachment);
    expect(server.requests).toMatchObject([
      {
        url: `/api/conversations/${attachment.conversationId}/media-grant?scope=read`,
        headers: { authorization: 'Bearer session' },
      },
      { url: `/media/attachments/${id}`, headers: { authorization: 'Bearer gr4nt' } },
      { url: `/media/attachments/${id}`, headers: { authorization: 'Bearer gr4nt' } },
    ]);
  });

  it('fetches one new grant for all who find theirs outdated', async () => {
    let grants = 0;
    const outdated = { ...grant, expiresAt: new Date().toISOString() };
    const client = await clientOf(
      routes({
        grant: (...exchange) => answer(200, grants++ === 0 ? outdated : grant)(...exchange),
        media: answer(200, attachment),
      }),
    );
    await client.attachments.get(attachment);
    await Promise.all([1, 2, 3].map(() => client.attachments.get(attachment)));
    expect(grants).toBe(2);
  });

  it('edits at the service', async () => {
    const client = await clientOf(routes({ media: answer(200, attachment) }));
    expect(await client.attachments.setCaption(attachment, 'Lake')).toEqual(attachment);
    expect(server.requests.at(-1)).toMatchObject({
      method: 'PATCH',
      url: `/media/attachments/${id}`,
      body: '{"caption":"Lake"}',
    });
  });

  it.each([404, 503])('does not ask the monolith when the service answers %i', async (status) => {
    const client = await clientOf(routes({ media: problem(status), api: answer(200, attachment) }));
    await expect(client.attachments.get(attachment)).rejects.toMatchObject({ status });
  });

  it.each<[string, (client: PhotosClient) => Promise<unknown>]>([
    ['read', (client) => client.attachments.get(attachment)],
    ['write', (client) => client.attachments.setCaption(attachment, 'Lake')],
  ])('asks for one new grant to %s when one is refused', async (_, ask) => {
    let refusals = 0;
    const media: RequestListener = (request, response) =>
      (refusals++ === 0 ? problem(401) : answer(200, attachment))(request, response);
    const client = await clientOf(routes({ media }));
    expect(await ask(client)).toEqual(attachment);
    expect(asked().filter((path) => path === '/api/conversation')).toHaveLength(2);
  });

  it('gives the answer with the bytes, whole, in part or not modified', async () => {
    const media: RequestListener = (request, response) => {
      const status = request.headers['if-none-match'] ? 304 : request.headers.range ? 206 : 200;
      response.writeHead(status).end(status === 304 ? undefined : 'bytes');
    };
    const { attachments } = await clientOf(routes({ media }));
    expect((await attachments.content(attachment)).status).toBe(200);
    expect((await attachments.content(attachment, { range: 'bytes=0-4' })).status).toBe(206);
    expect((await attachments.content(attachment, { ifNoneMatch: '"x"' })).status).toBe(304);
    expect(await attachments.contentUrl(attachment)).toBe(
      `${server.origin}/media/attachments/${id}/content?grant=gr4nt`,
    );
    expect(attachments.fallbackContentUrl(attachment)).toBe(
      `${server.origin}/api/attachments/${id}/content`,
    );
  });

  it('deletes', async () => {
    const client = await clientOf(routes({ media: answer(204), api: answer(204) }));
    await client.attachments.delete(attachment);
    await client.messages.delete(message.id);
    expect(server.requests.slice(1)).toMatchObject([
      { method: 'DELETE', url: `/media/attachments/${id}` },
      { method: 'DELETE', url: `/api/messages/${message.id}` },
    ]);
  });
});

describe('errors', () => {
  async function errorOf(listener: RequestListener): Promise<unknown> {
    const client = await clientOf(listener);
    return client.attachments.setCaption(attachment, 'x').catch((error: unknown) => error);
  }

  it('throws the problem of an answer', async () => {
    const error = await errorOf(problem(503, { 'retry-after': '7' }));
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({
      status: 503,
      problem: { type: 'urn:photos:problem:x', status: 503, detail: 'Because' },
      message: '503 X: Because',
      retryAfterSeconds: 7,
    });
  });

  it.each([
    ['an HTML page', 'text/html', '<h1>Bad Gateway</h1>', '<h1>Bad Gateway</h1>'],
    ['JSON of another shape', 'application/problem+json', '{"oops":1}', '{"oops":1}'],
    ['broken JSON', 'application/problem+json', '{"type":', '{"type":'],
    ['nothing', 'text/plain', '', 'The answer had no body'],
  ])('makes a problem of %s', async (_, contentType, body, detail) => {
    const error = await errorOf((_, response) => {
      response.writeHead(502, { 'content-type': contentType }).end(body);
    });
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({
      status: 502,
      problem: { type: 'about:blank', title: 'Bad Gateway', status: 502, detail },
    });
  });

  it.each([[{ ...attachment, version: 7 }], ['text']])(
    'refuses a success that breaks the contract',
    async (body) => {
      const error = await errorOf(routes({ media: answer(200, body) }));
      expect(error).toBeInstanceOf(ContractError);
      expect(error).toMatchObject({ url: `${server.origin}/media/attachments/${attachment.id}` });
    },
  );

  it('passes on that no answer came, and asks only once', async () => {
    const error = await errorOf((request) => request.socket.destroy());
    expect(error).toMatchObject({ name: 'TypeError', message: 'fetch failed' });
    expect(server.requests).toHaveLength(1);
  });
});
