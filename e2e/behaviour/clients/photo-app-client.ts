import type { Photo } from '../../support/photos.ts';

export interface User {
  id: string;
  handle: string;
  displayName: string;
  createdAt: string;
}

export interface Conversation {
  id: string;
  title: string;
  members: User[];
  createdAt: string;
}

export interface Attachment {
  id: string;
  messageId: string | null;
  conversationId: string;
  uploaderId: string;
  position: number;
  fileName: string;
  contentType: string;
  byteSize: number;
  sha256: string;
  caption: string;
  version: string;
  createdAt: string;
  updatedAt: string;
}

export interface Message {
  id: string;
  conversationId: string;
  senderId: string;
  body: string;
  createdAt: string;
  attachments: Attachment[];
}

export interface MessagePage {
  items: Message[];
  nextCursor: string | null;
}

/** Which attachment: its id, and the conversation it was seen in. */
export type AttachmentRef = Pick<Attachment, 'id' | 'conversationId'>;

/** What a call that the app refused rejects with. */
export interface Refusal extends Error {
  status: number;
  problem: {
    type: string;
    title: string;
    status: number;
    detail?: string | undefined;
    errors?: Record<string, string[]> | undefined;
  };
}

/**
 * The app as one user has it in hand: the least that any client of any age can do. A call the app
 * refuses rejects with a `Refusal`.
 */
export interface PhotoAppClient {
  signUp(account: { handle: string; displayName: string; password: string }): Promise<User>;
  /** From here on the client acts as this user. */
  signIn(credentials: { handle: string; password: string }): Promise<User>;
  listConversations(): Promise<Conversation[]>;
  createConversation(title: string, memberHandles: string[]): Promise<Conversation>;
  listMessages(
    conversationId: string,
    page?: { before?: string; limit?: number },
  ): Promise<MessagePage>;
  postMessage(
    conversationId: string,
    message: { body: string; photos?: Photo[]; idempotencyKey?: string },
  ): Promise<Message>;
  deleteMessage(id: string): Promise<void>;
  getAttachment(ref: AttachmentRef): Promise<Attachment>;
  setCaption(ref: AttachmentRef, caption: string): Promise<Attachment>;
  deleteAttachment(ref: AttachmentRef): Promise<void>;
  /** The photo's bytes; for what the client shows and saves. */
  downloadPhoto(ref: AttachmentRef): Promise<Uint8Array>;
  /** The HTTP answer for the photo's bytes, whatever its status, redirects followed. */
  requestPhoto(
    ref: AttachmentRef,
    request?: { method?: 'GET' | 'HEAD'; headers?: Record<string, string> },
  ): Promise<Response>;
}
