/// <reference lib="dom" />
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { ApiUser } from '../support/api.ts';
import type { Photo } from '../support/photos.ts';
import { password } from '../support/users.ts';

/** The web client as its users name things: the only place that knows how to find them. */
export class PhotoApp {
  readonly page: Page;
  readonly origin: string;
  readonly composer: Locator;
  readonly text: Locator;
  readonly send: Locator;
  readonly messages: Locator;
  readonly alert: Locator;
  readonly dialog: Locator;

  constructor(page: Page, origin: string) {
    this.page = page;
    this.origin = origin;
    this.composer = page.getByRole('form', { name: 'New message' });
    this.text = this.composer.getByRole('textbox');
    this.send = this.composer.getByRole('button', { name: 'Send', exact: true });
    this.messages = page.getByRole('region', { name: 'Messages' });
    this.alert = page.getByRole('alert');
    this.dialog = page.getByRole('dialog');
  }

  /** Signs in and opens a conversation. */
  static async open(
    page: Page,
    origin: string,
    { user, conversationId }: { user: ApiUser; conversationId: string },
  ): Promise<PhotoApp> {
    const app = new PhotoApp(page, origin);
    await page.goto(`${origin}/conversations/${conversationId}`);
    await app.signIn(user.user.handle);
    await app.text.waitFor();
    return app;
  }

  async signIn(handle: string, secret: string = password): Promise<void> {
    await this.page.getByLabel('Handle').fill(handle);
    await this.page.getByLabel('Password').fill(secret);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
  }

  /** Chooses files with the button for it. */
  async choose(...photos: Photo[]): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.composer.getByRole('button', { name: 'Add photos' }).click();
    await (await chooser).setFiles(await onDisk(photos));
  }

  /** Does to the page what letting go of files over it does. */
  async drop(...photos: Photo[]): Promise<void> {
    await this.giveFiles('drop', photos);
  }

  async paste(...photos: Photo[]): Promise<void> {
    await this.giveFiles('paste', photos);
  }

  private async giveFiles(how: 'drop' | 'paste', photos: Photo[]): Promise<void> {
    const files = photos.map((photo) => ({
      name: photo.fileName,
      type: photo.contentType,
      base64: Buffer.from(photo.bytes).toString('base64'),
    }));
    await this.text.evaluate(
      (target, { how, files }) => {
        const transfer = new DataTransfer();
        for (const { name, type, base64 } of files) {
          const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
          transfer.items.add(new File([bytes], name, { type }));
        }
        const bubbles = { bubbles: true, cancelable: true };
        if (how === 'paste') {
          target.dispatchEvent(
            new ClipboardEvent('paste', { ...bubbles, clipboardData: transfer }),
          );
          return;
        }
        for (const type of ['dragenter', 'dragover', 'drop']) {
          target.dispatchEvent(new DragEvent(type, { ...bubbles, dataTransfer: transfer }));
        }
      },
      { how, files },
    );
  }

  /** The photos that wait in the composer. */
  get draftPhotos(): Locator {
    return this.composer.getByRole('list', { name: 'Photos to send' }).getByRole('listitem');
  }

  /** The photos of the conversation. */
  get photos(): Locator {
    return this.messages.getByRole('figure');
  }

  /** Waits until so many photos are there and the browser has decoded each. */
  async showsPhotos(count: number): Promise<void> {
    await this.page.waitForFunction((wanted) => {
      const images = [...document.querySelectorAll<HTMLImageElement>('figure img')];
      return images.length === wanted && images.every((image) => image.naturalWidth > 0);
    }, count);
  }
}

/** Puts photos where a file chooser finds them, and gives their paths. */
export async function onDisk(photos: Photo[]): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'photos-'));
  temporary.push(directory);
  return await Promise.all(
    photos.map(async ({ fileName, bytes }) => {
      const path = join(directory, fileName);
      await writeFile(path, bytes);
      return path;
    }),
  );
}

const temporary: string[] = [];
afterAll(() => Promise.all(temporary.map((directory) => rm(directory, { recursive: true }))));
