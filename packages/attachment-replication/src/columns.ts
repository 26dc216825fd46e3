/**
 * The columns of `attachments`, in the one order that both stores use, with the type each has in
 * PostgreSQL and its name on the wire. Merge and fingerprint are generated from this list, so they
 * cannot disagree about what an attachment is.
 */
export const columns = [
  { name: 'id', type: 'uuid', wire: 'id' },
  { name: 'message_id', type: 'uuid', wire: 'messageId' },
  { name: 'conversation_id', type: 'uuid', wire: 'conversationId' },
  { name: 'uploader_id', type: 'uuid', wire: 'uploaderId' },
  { name: 'position', type: 'integer', wire: 'position' },
  { name: 'file_name', type: 'text', wire: 'fileName' },
  { name: 'content_type', type: 'text', wire: 'contentType' },
  { name: 'byte_size', type: 'bigint', wire: 'byteSize' },
  { name: 'sha256', type: 'text', wire: 'sha256' },
  { name: 'caption', type: 'text', wire: 'caption' },
  { name: 'version', type: 'bigint', wire: 'version' },
  { name: 'created_at', type: 'timestamptz(3)', wire: 'createdAt' },
  { name: 'updated_at', type: 'timestamptz(3)', wire: 'updatedAt' },
  { name: 'deleted_at', type: 'timestamptz(3)', wire: 'deletedAt' },
] as const;
