import type { Attachment } from '../src/schemas/attachment.ts';
import type { Message } from '../src/schemas/message.ts';
import type { User } from '../src/schemas/user.ts';

export const user: User = {
  id: '0190a5f0-0000-7000-8000-000000000001',
  handle: 'ada',
  displayName: 'Ada',
  createdAt: '2024-05-01T12:00:00.000Z',
};

export const attachment: Attachment = {
  id: '0190a5f0-0000-7000-8000-000000000002',
  messageId: '0190a5f0-0000-7000-8000-000000000003',
  conversationId: '0190a5f0-0000-7000-8000-000000000004',
  uploaderId: user.id,
  position: 0,
  fileName: 'lake.png',
  contentType: 'image/png',
  byteSize: 96,
  sha256: 'a'.repeat(64),
  caption: '',
  version: '1714564800000000',
  createdAt: '2024-05-01T12:00:00.000Z',
  updatedAt: '2024-05-01T12:00:00.000Z',
};

export const message: Message = {
  id: '0190a5f0-0000-7000-8000-000000000003',
  conversationId: attachment.conversationId,
  senderId: user.id,
  body: 'At the lake',
  createdAt: '2024-05-01T12:00:00.000Z',
  attachments: [attachment],
};
