import type { Message, PhotosClient } from '@photos/attachment-contract';
import type { SentPhoto } from '../../history/event.ts';
import { sha256 } from '../../history/sha256.ts';
import type { Photo } from '../../photos/photo.ts';
import type { Answer } from '../call.ts';
import { type Device, unexpected } from '../device.ts';
import { unchangingOf } from '../judge-message.ts';
import type { KnownConversation, KnownMessage } from '../world.ts';

/** A message before it is sent. The serials stand for its photos. */
export interface Draft {
  conversation: KnownConversation;
  body: string;
  idempotencyKey: string;
  serials: number[];
}

/** Writes a message with so many photos. */
export function draft(device: Device, conversation: KnownConversation, photos: number): Draft {
  const { world } = device.around;
  const serial = world.nextSerial();
  return {
    conversation,
    body: `Message ${serial} from ${device.name} 🏔`,
    idempotencyKey: `${device.name}-${serial}-${Math.random().toString(36).slice(2)}`,
    serials: Array.from({ length: photos }, () => world.nextSerial()),
  };
}

/**
 * Posts a message with photos. Once it is acknowledged, everybody must find it.
 *
 * @param patience aborts when the user gives up
 */
export async function postMessage(
  device: Device,
  message: Draft,
  patience?: AbortSignal,
): Promise<void> {
  const { world, journal, log } = device.around;
  const photos = await Promise.all(message.serials.map((serial) => prepare(device, serial)));
  const { body } = message;
  world.unanswered.set(
    body,
    photos.map(({ sha256 }) => sha256),
  );
  await device.do(
    (client) => send(client, message, photos),
    (answer) => {
      if (answer.type !== 'value') return unexpected(answer);
      world.unanswered.delete(body);
      const mismatch = compare(answer.value, message, photos);
      if (mismatch !== undefined) return `wrong answer: ${mismatch}`;
      const known = remember(device, message, photos, answer);
      world.add(known);
      for (const [index, { id, caption, version }] of answer.value.attachments.entries()) {
        const photo = known.photos[index] as SentPhoto;
        journal.uploaded(device.name, { id, caption, version, photo }, answer);
      }
      log.uploaded(photos.length);
      return undefined;
    },
    patience,
  );
}

/** Sends a draft as the typed client wants it. */
export async function send(
  client: PhotosClient,
  { conversation, body, idempotencyKey }: Draft,
  photos: PreparedPhoto[],
): Promise<Message> {
  const sent = photos.map(({ photo, bytes }) => ({
    fileName: photo.fileName,
    content: new Blob([bytes], { type: photo.contentType }),
  }));
  return client.messages.post(conversation.id, { body, photos: sent, idempotencyKey });
}

export interface PreparedPhoto {
  photo: Photo;
  serial: number;
  bytes: Uint8Array<ArrayBuffer>;
  sha256: string;
}

/** Takes the photo with this serial out of the source. */
export async function prepare(device: Device, serial: number): Promise<PreparedPhoto> {
  const photo = device.around.photos.pick(serial);
  const bytes = await photo.bytes();
  return { photo, serial, bytes, sha256: sha256(bytes) };
}

/** How the acknowledged message differs from what was sent, if it does. */
function compare(message: Message, sent: Draft, photos: PreparedPhoto[]): string | undefined {
  if (message.body !== sent.body) return 'the message has another body';
  if (message.attachments.length !== photos.length) {
    return `number of photos: ${photos.length} sent, ${message.attachments.length} acknowledged`;
  }
  for (const [index, attachment] of message.attachments.entries()) {
    const { photo, sha256, bytes } = photos[index] as PreparedPhoto;
    if (attachment.sha256 !== sha256) return `photo with another SHA-256: at ${index}`;
    if (attachment.byteSize !== bytes.length) return `photo of another size: at ${index}`;
    if (attachment.contentType !== photo.contentType) {
      return `photo type: ${photo.contentType} was sent, taken as ${attachment.contentType}`;
    }
    if (attachment.fileName !== photo.fileName) {
      return `file name: ${photo.fileName} was sent, taken as ${attachment.fileName}`;
    }
    if (attachment.position !== index) return `photo at another place: at ${index}`;
    if (attachment.messageId !== message.id) return `photo of another message: at ${index}`;
    if (attachment.caption !== '') return `photo that has a caption already: at ${index}`;
  }
  return undefined;
}

function remember(
  device: Device,
  { conversation, body, idempotencyKey }: Draft,
  photos: PreparedPhoto[],
  { value, ended }: Answer<Message> & { type: 'value' },
): KnownMessage {
  const message: KnownMessage = {
    id: value.id,
    createdAt: value.createdAt,
    conversation,
    sender: device.handle,
    body,
    idempotencyKey,
    acknowledged: ended,
    photos: [],
  };
  message.photos = value.attachments.map((attachment, index) => {
    const { serial } = photos[index] as PreparedPhoto;
    const { id } = attachment;
    const conversationId = conversation.id;
    return { id, conversationId, message, serial, ...unchangingOf(attachment) };
  });
  return message;
}
