import { describe, expect, it } from '@jest/globals';
import { MAX_PHOTO_BYTES, MAX_PHOTOS } from '@photos/attachment-contract';
import { sortFiles } from '../src/lib/photo-rules.ts';

function file(name: string, type: string, size = 1): File {
  return new File([new Uint8Array(size)], name, { type });
}

describe('sortFiles', () => {
  it('takes photos, and what the browser cannot tell the type of', () => {
    const files = [file('a.jpg', 'image/jpeg'), file('b.heic', '')];
    expect(sortFiles(files, 0)).toEqual({ accepted: files, refusals: [] });
  });

  it('takes a photo of exactly the largest size, and refuses one byte more', () => {
    expect(sortFiles([file('a.jpg', 'image/jpeg', MAX_PHOTO_BYTES)], 0).refusals).toEqual([]);
    const { accepted, refusals } = sortFiles([file('a.jpg', 'image/jpeg', MAX_PHOTO_BYTES + 1)], 0);
    expect(accepted).toEqual([]);
    expect(refusals).toEqual([expect.stringContaining('make it smaller')]);
  });

  it.each([
    ['notes.pdf', 'application/pdf', 1],
    ['logo.svg', 'image/svg+xml', 1],
    ['empty.jpg', 'image/jpeg', 0],
  ])('refuses %s', (name, type, size) => {
    expect(sortFiles([file(name, type, size)], 0).refusals).toEqual([
      expect.stringContaining(`“${name}”`),
    ]);
  });

  it('counts what was chosen before', () => {
    const files = [file('a.jpg', 'image/jpeg'), file('b.jpg', 'image/jpeg')];
    const { accepted, refusals } = sortFiles(files, MAX_PHOTOS - 1);
    expect(accepted).toEqual([files[0]]);
    expect(refusals).toEqual([expect.stringContaining('1 left out: send it in another message.')]);
  });
});
