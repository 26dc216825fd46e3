import type { SentPhoto } from '../history/event.ts';

/** A photo whose upload was acknowledged. */
export interface KnownPhoto extends SentPhoto {
  id: string;
  conversationId: string;
  message: KnownMessage;
  /** Gives the photo source the same photo again. */
  serial: number;
  /** Somebody has asked to delete it. */
  deleteBegan?: number;
}

/** A message whose post was acknowledged. */
export interface KnownMessage {
  id: string;
  createdAt: string;
  conversation: KnownConversation;
  /** Handle of the person who sent it. */
  sender: string;
  body: string;
  idempotencyKey: string;
  acknowledged: number;
  photos: KnownPhoto[];
  deleteBegan?: number;
  deleted?: number;
}

export interface KnownConversation {
  id: string;
  /** Handles of its members. */
  members: string[];
  messages: KnownMessage[];
}

/** All that the users know to be in the app. It grows with what is posted, not with what is read. */
export class World {
  readonly conversations: KnownConversation[] = [];
  readonly photos: KnownPhoto[] = [];
  /**
   * Messages whose post had no usable answer: each may be there, but then as a whole. By their bodies,
   * of which no two are alike, the hashes of their photos, in order.
   */
  readonly unanswered = new Map<string, string[]>();
  #serial = 0;

  /** A number that no other photo, caption or key of this run has. */
  nextSerial(): number {
    this.#serial += 1;
    return this.#serial;
  }

  add(message: KnownMessage): void {
    message.conversation.messages.push(message);
    this.photos.push(...message.photos);
  }

  conversationsOf(handle: string): KnownConversation[] {
    return this.conversations.filter(({ members }) => members.includes(handle));
  }

  get messageCount(): number {
    return this.conversations.reduce((sum, { messages }) => sum + messages.length, 0);
  }
}

/** Any element, the newer ones more often: that is what users look at. */
export function anyOf<T>(items: readonly T[]): T | undefined {
  const recent = Math.random() < 0.3 ? Math.max(0, items.length - 30) : 0;
  return items[recent + Math.floor(Math.random() * (items.length - recent))];
}
