import { setTimeout as delay } from 'node:timers/promises';
import { deleteMessage } from './actions/delete-message.ts';
import { deletePhoto } from './actions/delete-photo.ts';
import { editCaption } from './actions/edit-caption.ts';
import { fetchPhoto, fetchRange, revalidate } from './actions/fetch-photo.ts';
import { giveUpPost } from './actions/give-up-post.ts';
import { look } from './actions/look.ts';
import { draft, postMessage } from './actions/post-message.ts';
import { readPage } from './actions/read-page.ts';
import { replayPost } from './actions/replay-post.ts';
import { sendWrongFile } from './actions/send-wrong-file.ts';
import type { Device } from './device.ts';
import { anyOf, type KnownConversation, type KnownMessage, type KnownPhoto } from './world.ts';

const THINK_MS = { min: 30, max: 170 };
/** How often a user looks for something to act on before doing something else. */
const TRIES = 20;

type Action = (device: Device, conversation: KnownConversation) => Promise<unknown>;

/** What users do, and how often. */
const HABITS: { weight: number; act: Action }[] = [
  { weight: 12, act: (device, conversation) => readPage(device, conversation, { limit: 30 }) },
  { weight: 6, act: readOlderPage },
  { weight: 12, act: onPhoto((device, photo) => look(device, photo)) },
  { weight: 18, act: onPhoto((device, photo) => fetchPhoto(device, photo)) },
  { weight: 5, act: onPhoto(fetchRange) },
  { weight: 4, act: onPhoto(revalidate) },
  { weight: 9, act: post },
  { weight: 2, act: onOwnMessage(replayPost) },
  { weight: 1, act: giveUp },
  { weight: 1, act: sendWrongFile },
  { weight: 12, act: onOwnPhoto(editAndLook) },
  { weight: 3, act: onOwnPhoto(editTwiceAtOnce) },
  { weight: 1, act: onOwnPhoto(editAndDeleteAtOnce) },
  { weight: 3, act: onOwnPhoto(deleteAndLook) },
  { weight: 1, act: onOwnMessage(deleteMessage) },
];
const ACTIONS = HABITS.flatMap(({ weight, act }) => new Array<Action>(weight).fill(act));

/**
 * Uses a device until the signal aborts: one thing after the other, with a little thinking between.
 * What is under way when the signal aborts is finished first.
 */
export async function useDevice(device: Device, signal: AbortSignal): Promise<void> {
  const conversations = device.around.world.conversationsOf(device.handle);
  while (!signal.aborted) {
    const conversation = anyOf(conversations);
    const act = anyOf(ACTIONS);
    if (conversation !== undefined && act !== undefined) await act(device, conversation);
    const thinking = THINK_MS.min + Math.random() * (THINK_MS.max - THINK_MS.min);
    await delay(thinking, undefined, { signal }).catch(() => undefined);
  }
}

async function readOlderPage(device: Device, conversation: KnownConversation): Promise<void> {
  const before = anyOf(conversation.messages);
  const limit = 1 + Math.floor(Math.random() * 50);
  await readPage(device, conversation, { ...(before === undefined ? {} : { before }), limit });
}

async function post(device: Device, conversation: KnownConversation): Promise<void> {
  await postMessage(device, draft(device, conversation, Math.floor(Math.random() * 4)));
}

async function giveUp(device: Device, conversation: KnownConversation): Promise<void> {
  await giveUpPost(device, draft(device, conversation, 2));
}

async function editAndLook(device: Device, photo: KnownPhoto): Promise<void> {
  await editCaption(device, photo);
  await look(device, photo);
}

async function editTwiceAtOnce(device: Device, photo: KnownPhoto): Promise<void> {
  await Promise.all([editCaption(device, photo), editCaption(device, photo), look(device, photo)]);
  await look(device, photo);
}

async function editAndDeleteAtOnce(device: Device, photo: KnownPhoto): Promise<void> {
  await Promise.all([editCaption(device, photo), deletePhoto(device, photo), look(device, photo)]);
  await look(device, photo);
}

async function deleteAndLook(device: Device, photo: KnownPhoto): Promise<void> {
  await deletePhoto(device, photo);
  await Promise.all([look(device, photo), fetchPhoto(device, photo)]);
}

/** Does something with any photo of the conversation, a deleted one too. */
function onPhoto(act: (device: Device, photo: KnownPhoto) => Promise<unknown>): Action {
  return async (device, conversation) => {
    const photo = find(
      conversation,
      () => true,
      () => true,
    );
    if (photo !== undefined) await act(device, photo);
  };
}

/** Does something with a photo of the user's own that nobody has deleted yet. */
function onOwnPhoto(act: (device: Device, photo: KnownPhoto) => Promise<unknown>): Action {
  return async (device, conversation) => {
    const isOwn = ({ sender }: KnownMessage) => sender === device.handle;
    const photo = find(conversation, isOwn, ({ deleteBegan }) => deleteBegan === undefined);
    if (photo !== undefined) await act(device, photo);
  };
}

/** Does something with a message of the user's own that nobody has deleted yet. */
function onOwnMessage(act: (device: Device, message: KnownMessage) => Promise<unknown>): Action {
  return async (device, { messages }) => {
    const own = pick(
      messages,
      ({ sender, deleteBegan }) => sender === device.handle && deleteBegan === undefined,
    );
    if (own !== undefined) await act(device, own);
  };
}

function find(
  { messages }: KnownConversation,
  isWanted: (message: KnownMessage) => boolean,
  suits: (photo: KnownPhoto) => boolean,
): KnownPhoto | undefined {
  const message = pick(messages, (one) => isWanted(one) && one.photos.some(suits));
  return anyOf(message?.photos.filter(suits) ?? []);
}

function pick<T>(items: readonly T[], suits: (item: T) => boolean): T | undefined {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const item = anyOf(items);
    if (item !== undefined && suits(item)) return item;
  }
  return undefined;
}
