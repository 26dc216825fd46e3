import { type Credentials, Session } from '../schemas/session.ts';
import { type NewUser, User } from '../schemas/user.ts';
import { type AttachmentReads, attachmentReads } from './attachment-reads.ts';
import { type AttachmentWrites, attachmentWrites } from './attachment-writes.ts';
import { type ConversationsClient, conversations } from './conversations.ts';
import { Http } from './http.ts';
import { MediaGrants } from './media-grants.ts';
import { type MessagesClient, messages } from './messages.ts';
import { type Send, sendByFetch } from './send.ts';

export interface ClientOptions {
  /** Origin of the edge, such as `https://photos.example`. */
  origin: string;
  /** Sends every request but uploads with a `send` of their own; the platform's, unless given. */
  fetch?: typeof globalThis.fetch;
  /** Sends uploads; with `fetch`, unless given. In browsers `sendByXmlHttpRequest` tells progress. */
  send?: Send;
  /** Token of a session. Without one, a browser's session cookie is what counts. */
  token?: string;
}

/** The app as its users know it. Every method throws ProblemError when the answer is an error. */
export interface PhotosClient {
  signUp(user: NewUser): Promise<User>;
  /** Signs in; the client uses the session's token from then on. */
  signIn(credentials: Credentials): Promise<Session>;
  /** Ends the session of this client: its token is forgotten, and the browser's cookie removed. */
  signOut(): Promise<void>;
  conversations: ConversationsClient;
  messages: MessagesClient;
  attachments: AttachmentReads & Omit<AttachmentWrites, 'post'>;
}

/**
 * A client for one user, in Node and in browsers. It checks every answer against the contract
 * (ContractError when it is of another shape), and never repeats a request by itself.
 */
export function createClient(options: ClientOptions): PhotosClient {
  const fetch = options.fetch ?? globalThis.fetch;
  const send = options.send ?? sendByFetch(fetch);
  const http = new Http({ origin: options.origin, fetch, send, token: options.token });
  const grants = new MediaGrants(http);
  const { post, ...writes } = attachmentWrites(http, grants);
  return {
    signUp: (body) => http.json(User, { method: 'POST', path: '/api/users', body }),
    signIn: async (body) => {
      const session = await http.json(Session, { method: 'POST', path: '/api/sessions', body });
      http.token = session.token;
      return session;
    },
    signOut: async () => {
      await http.request({ method: 'DELETE', path: '/api/sessions' });
      http.token = undefined;
    },
    conversations: conversations(http),
    messages: messages(http, post),
    attachments: { ...attachmentReads(http, grants), ...writes },
  };
}
