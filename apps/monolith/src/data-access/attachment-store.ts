import type { Database } from './database.ts';
import type { Attachment as AttachmentRow } from './generated/client.ts';

export type { AttachmentRow };

/** Rows as they are to be replicated: tombstones too. */
export async function findSnapshots(db: Database, ids: string[]): Promise<AttachmentRow[]> {
  return db.attachment.findMany({ where: { id: { in: ids } } });
}
