import type { Attachment, Message } from '@photos/attachment-contract';
import type { SawPhoto } from '../history/event.ts';
import type { Span } from '../history/journal.ts';
import type { Device } from './device.ts';
import type { KnownMessage } from './world.ts';

/** An attachment's metadata, as the checker wants it. */
export function sawOf(attachment: Attachment): SawPhoto {
  const { caption, version, sha256, byteSize, contentType } = attachment;
  return { type: 'present', caption, version, sha256, byteSize, contentType };
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
