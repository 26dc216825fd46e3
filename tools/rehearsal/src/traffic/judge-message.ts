import type { Attachment, Message } from '@photos/attachment-contract';
import type { SawPhoto, SentPhoto } from '../history/event.ts';
import type { Span } from '../history/journal.ts';
import type { Device } from './device.ts';
import type { KnownMessage } from './world.ts';

/** An attachment's metadata, as the checker wants it. */
export function sawOf(attachment: Attachment): SawPhoto {
  const { caption, version } = attachment;
  return { type: 'present', caption, version, ...unchangingOf(attachment) };
}

/** What never changes of an attachment. */
export function unchangingOf(attachment: Attachment): SentPhoto {
  const { sha256, byteSize, contentType, fileName, ...others } = attachment;
  const { messageId, uploaderId, position, createdAt } = others;
  return {
    ...{ sha256, byteSize, contentType, fileName },
    ...{ messageId, uploaderId, position, createdAt },
  };
}

/**
 * Judges a message that was read: each photo of it that is known must be there, unless it may be
 * deleted, and they must be in the order of the upload.
 *
 * @returns what is wrong with it
 */
export function judgeMessage(
  device: Device,
  known: KnownMessage,
  shown: Message,
  span: Span,
  atRest = false,
): string[] {
  const { journal } = device.around;
  const problems: string[] = [];
  if (shown.body !== known.body) problems.push(`another body: message ${known.id}`);
  const byId = new Map(shown.attachments.map((attachment) => [attachment.id, attachment]));
  for (const { id } of known.photos) {
    const attachment = byId.get(id);
    const saw = attachment === undefined ? ({ type: 'missing' } as const) : sawOf(attachment);
    problems.push(...journal.read(device.name, id, span, saw, atRest));
  }
  const order = known.photos.map(({ id }) => id).filter((id) => byId.has(id));
  if (order.join() !== shown.attachments.map(({ id }) => id).join()) {
    problems.push(`other photos, or in another order: message ${known.id}`);
  }
  return problems;
}

/**
 * Judges a message that was read and that nobody knows, when everything is at rest: it was posted
 * without a usable answer, and is there as a whole.
 *
 * @returns what is wrong with it
 */
export function judgeUnknown({ around: { world } }: Device, shown: Message): string[] {
  const { id, body, attachments } = shown;
  const sent = world.unanswered.get(body);
  if (sent === undefined) return [`a message that nobody posted: message ${id}`];
  const photos = attachments.map(({ sha256 }) => sha256);
  return photos.join() === sent.join() ? [] : [`half of a message: message ${id}`];
}

/** Judges that a known message was not shown: none of its photos was. */
export function judgeAbsence(
  device: Device,
  known: KnownMessage,
  span: Span,
  atRest = false,
): string[] {
  const { journal } = device.around;
  const problems = known.photos.flatMap(({ id }) =>
    journal.read(device.name, id, span, { type: 'missing' }, atRest),
  );
  const mayBeGone = known.deleteBegan !== undefined && known.deleteBegan < span.ended;
  if (!mayBeGone) problems.push(`missing: message ${known.id}`);
  return problems;
}
