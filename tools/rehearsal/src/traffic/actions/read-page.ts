import type { MessagePage } from '@photos/attachment-contract';
import type { Span } from '../../history/journal.ts';
import { type Device, unexpected } from '../device.ts';
import { judgeAbsence, judgeMessage, judgeUnknown } from '../judge-message.ts';
import type { KnownConversation, KnownMessage } from '../world.ts';

/** Where a message stands in its conversation: newest first, and of one moment by id. */
export type Place = Pick<KnownMessage, 'id' | 'createdAt'>;

/** The page that was asked for. */
export interface PageQuery {
  before?: Place;
  limit: number;
  atRest?: boolean;
}

/**
 * Reads a page of a conversation. Every message that was acknowledged before must be on the page
 * that its place in the order puts it on, with all its photos.
 *
 * @returns the page, if there was a usable answer
 */
export async function readPage(
  device: Device,
  conversation: KnownConversation,
  query: PageQuery,
): Promise<MessagePage | undefined> {
  const { before, limit } = query;
  const answer = await device.do(
    (client) => client.messages.list(conversation.id, { before: before?.id, limit }),
    (answer) => {
      if (answer.type !== 'value') return unexpected(answer);
      const problems = judgePage(device, conversation, query, answer.value, answer);
      return problems.length === 0 ? undefined : `wrong answer: ${problems[0]}`;
    },
  );
  return answer.type === 'value' ? answer.value : undefined;
}

function judgePage(
  device: Device,
  conversation: KnownConversation,
  query: PageQuery,
  { items, nextCursor }: MessagePage,
  span: Span,
): string[] {
  const problems: string[] = [];
  if (items.length > query.limit)
    problems.push(`too many messages: ${items.length}, asked for ${query.limit}`);
  if (items.some((item, index) => !isOlder(item, index === 0 ? query.before : items[index - 1]))) {
    problems.push('the messages are not newest first, from the cursor on');
  }
  // So the page covers everything from the cursor down to its last item.
  const last = nextCursor === null ? undefined : items.at(-1);
  const isOnPage = (known: KnownMessage) =>
    isOlder(known, query.before) && (last === undefined || !isOlder(known, last));
  const unknown = new Map(items.map((message) => [message.id, message]));
  for (const known of conversation.messages) {
    const message = unknown.get(known.id);
    unknown.delete(known.id);
    if (!isOnPage(known)) continue;
    if (message !== undefined) {
      problems.push(...judgeMessage(device, known, message, span, query.atRest));
      const { deleted } = known;
      if (deleted !== undefined && deleted < span.began) {
        problems.push(`there again after it was deleted: message ${known.id}`);
      }
    } else if (known.acknowledged < span.began) {
      problems.push(...judgeAbsence(device, known, span, query.atRest));
    }
  }
  if (query.atRest) {
    for (const message of unknown.values()) problems.push(...judgeUnknown(device, message));
  }
  return problems;
}

/** Whether a message comes after that place when one reads newest first. */
function isOlder(message: Place, place: Place | undefined): boolean {
  if (place === undefined) return true;
  if (message.createdAt !== place.createdAt) return message.createdAt < place.createdAt;
  return message.id < place.id;
}
