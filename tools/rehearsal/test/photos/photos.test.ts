import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fileTypeFromBuffer } from 'file-type';
import sharp from 'sharp';
import { sha256 } from '../../src/history/sha256.ts';
import { photosOf } from '../../src/photos/folder-photos.ts';
import { generatePhotos } from '../../src/photos/generated-photos.ts';
import type { PhotoSource } from '../../src/photos/photo.ts';

const SERIALS = Array.from({ length: 300 }, (_, serial) => serial);
let photos: PhotoSource;

beforeAll(async () => {
  photos = await generatePhotos();
});

describe('generated photos', () => {
  it('are of every format and many sizes, a few beyond a multipart upload’s first part', () => {
    const picked = SERIALS.map((serial) => photos.pick(serial));
    expect(new Set(picked.map(({ contentType }) => contentType))).toEqual(
      new Set(['jpeg', 'png', 'webp', 'gif', 'avif', 'heic'].map((format) => `image/${format}`)),
    );
    const sizes = picked.map(({ byteSize }) => byteSize);
    expect(Math.min(...sizes)).toBeLessThan(6 * 1024);
    expect(Math.max(...sizes)).toBeGreaterThan(5 * 1024 * 1024);
  });

  it('are recognised by their bytes, and open as images', async () => {
    for (const serial of SERIALS.slice(0, 60)) {
      const photo = photos.pick(serial);
      const bytes = await photo.bytes();
      expect(bytes.length).toBe(photo.byteSize);
      expect((await fileTypeFromBuffer(bytes))?.mime).toBe(photo.contentType);
      await expect(sharp(bytes).stats()).resolves.toBeDefined();
    }
  });

  it('differ from each other, and each is the same every time', async () => {
    const hashes = async () =>
      Promise.all(SERIALS.map(async (serial) => sha256(await photos.pick(serial).bytes())));
    const first = await hashes();
    expect(new Set(first).size).toBe(SERIALS.length);
    expect(await hashes()).toEqual(first);
  });
});

describe("the user's own photos", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'photos-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('are sent as they are, hidden files and folders passed over', async () => {
    const bytes = await sharp({
      create: { width: 9, height: 9, channels: 3, background: 'teal' },
    })
      .png()
      .toBuffer();
    await writeFile(join(folder, 'a.jpeg'), bytes);
    await writeFile(join(folder, '.DS_Store'), 'no photo');
    await mkdir(join(folder, 'more'));
    await symlink('more', join(folder, 'linked'));
    const own = await photosOf(folder);
    expect(own.pick(7)).toMatchObject({ fileName: 'a.jpeg', contentType: 'image/png' });
    expect(Buffer.from(await own.pick(7).bytes())).toEqual(bytes);
  });

  it('are refused with the name of each file that is no photo', async () => {
    await writeFile(join(folder, 'notes.txt'), 'no photo');
    await expect(photosOf(folder)).rejects.toThrow(/notes\.txt: not a JPEG, PNG/);
    await rm(join(folder, 'notes.txt'));
  });

  it('are refused with how many more there are when that is a long list', async () => {
    const notes = await mkdtemp(join(tmpdir(), 'photos-'));
    await symlink('nowhere', join(notes, '0'));
    for (let note = 1; note < 12; note++) await writeFile(join(notes, String(note)), 'no photo');
    await expect(photosOf(notes)).rejects.toThrow(/ 0: cannot be read: ENOENT.*and 2 more$/s);
    await rm(notes, { recursive: true });
  });

  it('are refused when there are none, or no such folder', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'photos-'));
    await expect(photosOf(empty)).rejects.toThrow(/holds no photos/);
    await rm(empty, { recursive: true });
    await expect(photosOf(empty)).rejects.toThrow(/cannot be read: ENOENT/);
  });
});
