import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import type { Problem } from '@photos/attachment-contract';
import type { SignedIn } from './users.ts';

const boundary = 'test-boundary';

export const end = `--${boundary}--\r\n`;

export function part(disposition: string, content: string | Uint8Array, type?: string): Buffer {
  const headers = [`Content-Disposition: form-data; ${disposition}`];
  if (type) headers.push(`Content-Type: ${type}`);
  const head = Buffer.from(`--${boundary}\r\n${headers.join('\r\n')}\r\n\r\n`);
  return Buffer.concat([head, Buffer.from(content as Uint8Array), Buffer.from('\r\n')]);
}

export const filePart = (fileName: string, content: string | Uint8Array) =>
  part(`name="photos"; filename="${fileName}"`, content, 'application/octet-stream');

/** A post of a message whose body is written by hand. */
export class MultipartUpload {
  readonly request: ClientRequest;
  readonly #answer: Promise<[IncomingMessage]>;

  constructor(origin: string, conversationId: string, sender: SignedIn) {
    this.request = request(`${origin}/api/conversations/${conversationId}/messages`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${sender.token}`,
        'Content-Type': `multipart/form-data; boundary=${boundary}`,
      },
    });
    this.#answer = once(this.request, 'response') as Promise<[IncomingMessage]>;
    this.#answer.catch(() => {});
    this.request.on('error', () => {});
  }

  /** Sends, and waits until the bytes are on their way. */
  async write(...chunks: (string | Uint8Array)[]): Promise<void> {
    for (const chunk of chunks) {
      await new Promise<unknown>((sent) => this.request.write(chunk, sent));
    }
  }

  async answer(): Promise<{ status: number; body: Problem }> {
    const [response] = await this.#answer;
    return { status: response.statusCode ?? 0, body: (await json(response)) as Problem };
  }
}
