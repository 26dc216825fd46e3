import type { Attachment, PhotoContentType } from '@photos/attachment-contract';
import type { AttachmentSnapshot } from '@photos/attachment-contract/internal';
import type { AttachmentRow } from '../data-access/attachment-store.ts';

/** What users see of a row that is not a tombstone. */
export function toAttachment(row: AttachmentRow): Attachment & { messageId: string } {
  const { deletedAt: _, ...attachment } = row;
  return {
    ...attachment,
    // Nothing else is ever stored.
    contentType: row.contentType as PhotoContentType,
    byteSize: Number(row.byteSize),
    version: row.version.toString(),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** What the other store gets to know of a row: all of it, tombstone or not. */
export function toSnapshot(row: AttachmentRow): AttachmentSnapshot {
  return { ...toAttachment(row), deletedAt: row.deletedAt?.toISOString() ?? null };
}
