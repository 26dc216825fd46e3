import { z } from 'zod';
import {
  DEFAULT_PAGE_SIZE,
  MAX_BODY_CHARACTERS,
  MAX_IDEMPOTENCY_KEY_CHARACTERS,
  MAX_PAGE_SIZE,
  MAX_PHOTOS,
} from '../limits.ts';
import { Attachment } from './attachment.ts';
import { Id } from './id.ts';
import { text } from './text.ts';
import { Time } from './time.ts';

/** A line ends with LF, and is counted so: forms send CRLF for it, whatever was typed. */
const lines = z.string().overwrite((value) => value.replace(/\r\n?/g, '\n'));
const Body = text({ max: MAX_BODY_CHARACTERS }, lines);

/** A message with its photos in upload order. */
export const Message = z
  .object({
    id: Id,
    conversationId: Id,
    senderId: Id,
    body: Body,
    createdAt: Time,
    attachments: z.array(Attachment).max(MAX_PHOTOS),
  })
  .meta({ id: 'Message' });
export type Message = z.infer<typeof Message>;

/** Names of the parts of a multipart message. */
export const BODY_FIELD = 'body';
export const PHOTOS_FIELD = 'photos';

/** The text parts of a multipart message; its photos come as streams beside them. */
export const NewMessageFields = z.object({ body: Body.default('') });
export type NewMessageFields = z.infer<typeof NewMessageFields>;

/** A message whose photos were uploaded before: ids of the uploads, in the order to be shown. */
export const NewMessageReferences = z
  .object({ body: Body.default(''), attachmentIds: z.array(Id).max(MAX_PHOTOS).default([]) })
  .refine(({ attachmentIds }) => new Set(attachmentIds).size === attachmentIds.length, {
    path: ['attachmentIds'],
    message: 'must not name an upload twice',
  })
  .meta({ id: 'NewMessageReferences' });
export type NewMessageReferences = z.infer<typeof NewMessageReferences>;

/** Header `Idempotency-Key`: posts of one sender with the same key make one message. */
export const IdempotencyKey = z.string().min(1).max(MAX_IDEMPOTENCY_KEY_CHARACTERS);

/**
 * Says where the next page begins: before a message of the conversation. Clients pass on what they
 * were given, and look no further.
 */
export const Cursor = Id;

/** Query of `GET /api/conversations/:id/messages`, as it comes from a URL. */
export const MessagePageQuery = z.object({
  before: Cursor.optional(),
  limit: z
    .string()
    .regex(/^[0-9]{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(1).max(MAX_PAGE_SIZE))
    .default(DEFAULT_PAGE_SIZE)
    .meta({ type: 'integer', minimum: 1, maximum: MAX_PAGE_SIZE, default: DEFAULT_PAGE_SIZE }),
});
export type MessagePageQuery = z.infer<typeof MessagePageQuery>;

/** A page of messages, newest first: by `createdAt`, then by `id`. `nextCursor` is null on the last one. */
export const MessagePage = z
  .object({ items: z.array(Message), nextCursor: Cursor.nullable() })
  .meta({ id: 'MessagePage' });
export type MessagePage = z.infer<typeof MessagePage>;
