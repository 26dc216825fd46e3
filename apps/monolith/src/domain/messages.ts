import { createHash } from 'node:crypto';
import type {
  Attachment,
  Message,
  MessagePage,
  MessagePageQuery,
  NewMessageReferences,
} from '@photos/attachment-contract';
import type { PhotoSink } from '@photos/photo-upload';
import { forbidden, gone, invalid, notFound, unavailable } from '@photos/service-kit';
import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../data-access/database.ts';
import { isUniqueViolation } from '../data-access/database-errors.ts';
import { lockUnlessAbandoned, messageIdForKey } from '../data-access/message-settlement-store.ts';
import {
  findMessage,
  findMessageByKey,
  findMessagesBefore,
  insertMessage,
  isMessageOf,
  type MessageRow,
  markMessageDeleted,
  type NewMessageRow,
} from '../data-access/message-store.ts';
import { transact } from '../data-access/unit-of-work.ts';
import type { AttachmentReads } from './attachment-reads.ts';
import type { Conversations } from './conversations.ts';
import type { MediaOutbox } from './media-outbox.ts';
import type { MessageMedia } from './message-media.ts';
import { type PhotoIdentity, type PhotoUploads, photoInspections } from './photo-uploads.ts';

/** What a request to post a message carries. */
export interface PostContent<T extends PhotoIdentity> {
  body: string;
  photos: T[];
}

/** Reads a request to its end, and sends its photos where it is told to. */
export type ReceivePost = <T extends PhotoIdentity>(sink: PhotoSink<T>) => Promise<PostContent<T>>;

export interface PostOptions {
  conversationId: string;
  senderId: string;
  idempotencyKey: string | undefined;
}

export interface PostResult {
  message: Message;
  /** The message was there already, made by an earlier request with the same idempotency key. */
  replayed: boolean;
}

/** Messages and the photos they carry. */
export class Messages {
  readonly #db: Database;
  readonly #conversations: Conversations;
  readonly #reads: AttachmentReads;
  readonly #media: MessageMedia;
  readonly #mediaOutbox: MediaOutbox;
  readonly #beginUploads: (options: PostOptions) => PhotoUploads;

  constructor(options: MessagesOptions) {
    this.#db = options.db;
    this.#conversations = options.conversations;
    this.#reads = options.reads;
    this.#media = options.media;
    this.#mediaOutbox = options.mediaOutbox;
    this.#beginUploads = options.beginUploads;
  }

  /** @throws Problem 404 to non-members; 422 when `before` is not a message of the conversation */
  async page(
    userId: string,
    conversationId: string,
    { before, limit }: MessagePageQuery,
  ): Promise<MessagePage> {
    await this.#conversations.requireMember(conversationId, userId);
    // One more than asked for tells whether there is another page.
    const rows = await findMessagesBefore(this.#db, { conversationId, before, limit: limit + 1 });
    // A last page may be empty; so is what comes before a message that isn't there.
    if (before && rows.length === 0) await this.#requireCursor(conversationId, before);
    const page = rows.slice(0, limit);
    return {
      items: await this.#withAttachments(page),
      nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
    };
  }

  /**
   * Posts a message, once for each idempotency key.
   *
   * @throws Problem 404 to non-members; 422 when there is neither text nor photo, or the key was
   *   used for something else; 410 when the key's message is deleted; whatever `receive` throws
   */
  async post(options: PostOptions, receive: ReceivePost): Promise<PostResult> {
    await this.#conversations.requireMember(options.conversationId, options.senderId);
    const earlier = await this.#findByKey(options);
    if (earlier) return this.#replay(earlier, options, await receive(photoInspections));

    const { body, photos } = await this.#receiveOrAbandon(options, receive);
    const attachmentIds = photos.map(({ id }) => id);
    return this.#postOrReplay(options, { body, attachmentIds });
  }

  /**
   * Posts a message whose photos are uploaded already, once for each idempotency key.
   *
   * @throws Problem as `post`; 422 when an upload is not the sender's, or in another message
   */
  async postReferences(
    options: PostOptions,
    references: NewMessageReferences,
  ): Promise<PostResult> {
    await this.#conversations.requireMember(options.conversationId, options.senderId);
    const { body, attachmentIds } = references;
    requireContent({ body, photos: attachmentIds });
    const earlier = await this.#findByKey(options);
    if (!earlier) return this.#postOrReplay(options, references);
    const photos = await this.#media.identify(options, attachmentIds);
    return this.#replay(earlier, options, { body, photos });
  }

  /** @throws Problem 404 when there is none, or the user is not a member; 403 to other members */
  async remove(userId: string, id: string): Promise<void> {
    const message = await findMessage(this.#db, id);
    if (!message) throw notFound();
    await this.#conversations.requireMember(message.conversationId, userId);
    if (message.senderId !== userId) throw forbidden('Only the sender may delete a message.');
    const deleted = await transact(this.#db, async (unit) => {
      const first = await markMessageDeleted(unit.tx, id);
      if (first && message.photoCount > 0) await this.#mediaOutbox.enqueue(unit, id, 'delete');
      return first;
    });
    if (!deleted) throw notFound();
  }

  /** From here on uploads are only given up by the service: a message may have claimed them. */
  async #receiveOrAbandon(options: PostOptions, receive: ReceivePost) {
    const uploads = this.#beginUploads(options);
    try {
      const content = await receive(uploads);
      requireContent(content);
      return content;
    } catch (error) {
      await uploads.abandon();
      throw error;
    }
  }

  /**
   * Reserves the photos, inserts the message, confirms. All tries with one idempotency key work on
   * one message id, so that what one of them reserved is what the message has, whoever inserts it.
   * Those that carry something else are refused.
   */
  async #postOrReplay(
    options: PostOptions,
    { body, attachmentIds }: NewMessageReferences,
  ): Promise<PostResult> {
    const { conversationId, senderId: uploaderId, idempotencyKey } = options;
    const id = await this.#messageId(options);
    const reservation = { conversationId, uploaderId, attachmentIds };
    const photos = attachmentIds.length > 0 ? await this.#media.reserve(id, reservation) : [];
    const content = { body, photos: await this.#own(options, attachmentIds, photos) };
    const requestDigest = digest(conversationId, content);
    if (requestDigest !== digest(conversationId, { body, photos })) {
      return this.#replay(await this.#findByKey(options), options, content);
    }
    const row = {
      id,
      conversationId,
      senderId: options.senderId,
      body,
      photoCount: photos.length,
      idempotencyKey: idempotencyKey ?? null,
      requestDigest: idempotencyKey ? requestDigest : null,
    };
    const message = await this.#insert(row);
    if (message) return { message: toMessage(message, photos), replayed: false };
    return this.#replay(await this.#findByKey(options), options, content);
  }

  /** What a request carries itself, when the message has the photos that another one reserved. */
  async #own(
    options: PostOptions,
    ids: string[],
    reserved: Attachment[],
  ): Promise<PhotoIdentity[]> {
    const areOwn = ids.join() === reserved.map(({ id }) => id).join();
    return areOwn ? reserved : this.#media.identify(options, ids);
  }

  async #messageId({ senderId, idempotencyKey }: PostOptions): Promise<string> {
    const messageId = uuidv7();
    if (idempotencyKey === undefined) return messageId;
    return messageIdForKey(this.#db, { senderId, idempotencyKey, messageId });
  }

  /** Gives undefined when another request with the same idempotency key was faster. */
  async #insert(row: NewMessageRow): Promise<MessageRow | undefined> {
    try {
      return await transact(this.#db, async (unit) => {
        if (!(await lockUnlessAbandoned(unit.tx, row.id))) throw tookTooLong();
        const message = await insertMessage(unit.tx, row);
        if (row.photoCount > 0) await this.#mediaOutbox.enqueue(unit, row.id, 'confirm');
        return message;
      });
    } catch (error) {
      if (isUniqueViolation(error)) return undefined;
      throw error;
    }
  }

  /** Answers a request that an earlier one with the same idempotency key has already carried out. */
  async #replay(
    earlier: MessageRow | null,
    { conversationId }: PostOptions,
    content: PostContent<PhotoIdentity>,
  ): Promise<PostResult> {
    if (earlier?.requestDigest !== digest(conversationId, content)) {
      throw invalid({ 'Idempotency-Key': ['was used for another message'] });
    }
    if (earlier.deletedAt) throw gone('The message of this idempotency key is deleted.');
    const [message] = await this.#withAttachments([earlier]);
    return { message: message as Message, replayed: true };
  }

  async #findByKey({ senderId, idempotencyKey }: PostOptions): Promise<MessageRow | null> {
    if (idempotencyKey === undefined) return null;
    return findMessageByKey(this.#db, senderId, idempotencyKey);
  }

  async #requireCursor(conversationId: string, id: string): Promise<void> {
    if (await isMessageOf(this.#db, conversationId, id)) return;
    throw invalid({ before: ['must be a message of this conversation'] });
  }

  async #withAttachments(rows: MessageRow[]): Promise<Message[]> {
    const withPhotos = rows.filter(({ photoCount }) => photoCount > 0);
    const attachments = await this.#reads.byMessages(withPhotos.map(({ id }) => id));
    return rows.map((row) => toMessage(row, attachments.get(row.id) ?? []));
  }
}

export interface MessagesOptions {
  db: Database;
  conversations: Conversations;
  reads: AttachmentReads;
  media: MessageMedia;
  mediaOutbox: MediaOutbox;
  beginUploads: (options: PostOptions) => PhotoUploads;
}

const tookTooLong = () =>
  unavailable('The photos were given up: send them and the message again.', 1);

function requireContent({ body, photos }: { body: string; photos: unknown[] }): void {
  if (body.trim() === '' && photos.length === 0) {
    throw invalid({ body: ['must not be blank in a message without photos'] });
  }
}

/** Says whether two requests are one and the same. */
function digest(conversationId: string, { body, photos }: PostContent<PhotoIdentity>): string {
  const said = [conversationId, body, photos.map(({ fileName, sha256 }) => [fileName, sha256])];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}

function toMessage(row: MessageRow, attachments: Attachment[]): Message {
  const { id, conversationId, senderId, body, createdAt } = row;
  return { id, conversationId, senderId, body, createdAt: createdAt.toISOString(), attachments };
}
