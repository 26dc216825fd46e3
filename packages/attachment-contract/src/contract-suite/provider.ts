import type { GivenPhoto } from './given-photo.ts';

/** Names a message, and the conversation that it is in. */
export interface MessageRef {
  messageId: string;
  conversationId: string;
}

/** A message that a provider has been given. */
export interface GivenMessage extends MessageRef {
  uploaderId: string;
  /** Ids of its attachments, in upload order. */
  attachmentIds: string[];
}

/** An HTTP answer: its body is parsed if it is JSON, and undefined if there is none. */
export interface Answer {
  status: number;
  contentType: string | null;
  body: unknown;
}

/** What a reader shows: credentials that allow the read, none at all, or ones that are made up. */
export type ShownCredentials = 'valid' | 'none' | 'made-up';

/**
 * Whoever has attachments to read. The suite puts it into the states of `given`, by whatever means
 * the provider has, and reads over HTTP as the provider's consumers do.
 */
export interface AttachmentProvider {
  /** Runs once before all tests. */
  setUp(): Promise<void>;
  /** Runs once after all tests, even when `setUp` failed. */
  tearDown(): Promise<void>;
  given: {
    /** A message with these photos, in this order and with these captions. */
    message(photos: readonly GivenPhoto[]): Promise<GivenMessage>;
    /** An attachment whose caption has been changed after the fact. */
    editedCaption(attachmentId: string, caption: string): Promise<void>;
    /** An attachment that has been deleted. */
    deletedAttachment(attachmentId: string): Promise<void>;
  };
  /** Reads one attachment; the body is an Attachment. */
  readOne(id: string, credentials: ShownCredentials): Promise<Answer>;
  /** Reads the attachments of one message; the provider brings the body into `{items: […]}`. */
  readOfMessage(message: MessageRef, credentials: ShownCredentials): Promise<Answer>;
}
