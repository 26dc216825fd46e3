import { createHash } from 'node:crypto';
import type {
  Attachment,
  Message,
  MessagePage,
  MessagePageQuery,
} from '@photos/attachment-contract';
import type { PhotoSink } from '@photos/photo-upload';
import { forbidden, gone, invalid, notFound } from '@photos/service-kit';
import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../data-access/database.ts';
import { isUniqueViolation } from '../data-access/database-errors.ts';
import {
  findMessage,
  findMessageByKey,
  findMessagesBefore,
  insertMessage,
  isMessageOf,
  type MessageRow,
  markMessageDeleted,
} from '../data-access/message-store.ts';
import { transact } from '../data-access/unit-of-work.ts';
import type { AttachmentReads } from './attachment-reads.ts';
import type { AttachmentWrites } from './attachment-writes.ts';
import type { Conversations } from './conversations.ts';
import type { PhotoIdentity, PhotoUploads, UploadedPhoto } from './photo-uploads.ts';

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
  readonly #writes: AttachmentWrites;
  readonly #beginUploads: () => PhotoUploads;
  readonly #inspections: PhotoSink<PhotoIdentity>;

  constructor(options: MessagesOptions) {
    this.#db = options.db;
    this.#conversations = options.conversations;
    this.#reads = options.reads;
    this.#writes = options.writes;
    this.#beginUploads = options.beginUploads;
    this.#inspections = options.inspections;
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
    if (earlier) return this.#replay(earlier, options, await receive(this.#inspections));

    const uploads = this.#beginUploads();
    let mayBeKept = false;
    try {
      const content = await receive(uploads);
      requireContent(content);
      const message = await this.#store(options, content, () => {
        mayBeKept = true;
      });
      if (message) return { message, replayed: false };
      await uploads.abandon({ mayBeKept });
      return await this.#replay(await this.#findByKey(options), options, content);
    } catch (error) {
      await uploads.abandon({ mayBeKept });
      throw error;
    }
  }

  /** @throws Problem 404 when there is none, or the user is not a member; 403 to other members */
  async remove(userId: string, id: string): Promise<void> {
    const message = await findMessage(this.#db, id);
    if (!message) throw notFound();
    await this.#conversations.requireMember(message.conversationId, userId);
    if (message.senderId !== userId) throw forbidden('Only the sender may delete a message.');
    // A text has none. Beside phase 4, another try with its key may have reserved photos under its id:
    // the service gives these up and forgets them, and adopted here, they would stay for ever.
    if (message.photoCount > 0) await this.#writes.adoptOfMessage(id);
    const deleted = await transact(this.#db, async (unit) => {
      const first = await markMessageDeleted(unit.tx, id);
      if (first) await this.#writes.removeOfMessage(unit, id);
      return first;
    });
    if (!deleted) throw notFound();
  }

  /**
   * Gives undefined when another request with the same idempotency key was faster. When it rejects
   * after `beforeCommit` was called, the message may be there nevertheless.
   */
  async #store(
    { conversationId, senderId, idempotencyKey }: PostOptions,
    { body, photos }: PostContent<UploadedPhoto>,
    beforeCommit: () => void,
  ): Promise<Message | undefined> {
    const row = {
      id: uuidv7(),
      conversationId,
      senderId,
      body,
      photoCount: photos.length,
      idempotencyKey: idempotencyKey ?? null,
      requestDigest: idempotencyKey ? digest(conversationId, { body, photos }) : null,
    };
    try {
      return await transact(this.#db, async (unit) => {
        const message = await insertMessage(unit.tx, row);
        const attachments = await this.#writes.attach(unit, message, photos);
        beforeCommit();
        return toMessage(message, attachments);
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
  writes: AttachmentWrites;
  beginUploads: () => PhotoUploads;
  inspections: PhotoSink<PhotoIdentity>;
}

function requireContent({ body, photos }: PostContent<PhotoIdentity>): void {
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
