import { describe, expect, it } from '@jest/globals';
import { LAG_MS } from '../../src/history/register.ts';
import type { Answer } from '../../src/traffic/call.ts';
import { exposeRefusal } from '../../src/traffic/expose-refusal.ts';
import type { KnownPhoto } from '../../src/traffic/world.ts';

const photo = { message: { acknowledged: 1_000 } } as KnownPhoto;
const longAfter = 1_001 + LAG_MS;

/** A call that asked these routes, one after the other, and gave its caller the photo. */
function answer(began: number, ...asked: [route: string, status: number][]): Answer<string> {
  const requests = asked.map(([route, status]) => ({ method: 'GET', route, began, ms: 1, status }));
  return { type: 'value', value: 'photo', began, ended: began + 1, mayLag: false, requests };
}

const failuresOf = (given: Answer<string>, atRest = false) => {
  exposeRefusal(given, photo, atRest);
  return given.requests.map(({ failure }) => failure !== undefined);
};

const media = '/media/attachments/:id';
const api = '/api/attachments/:id';

describe('what /media does not give, and /api does', () => {
  it('fails when the photo has been there for long', () => {
    for (const status of [401, 404, 416]) {
      expect(failuresOf(answer(longAfter, [media, status], [api, 200]))).toEqual([true, false]);
    }
  });

  it('is right while the photo is new, or when the answer was outdated', () => {
    expect(failuresOf(answer(2_000, [media, 404], [api, 200]))).toEqual([false, false]);
    expect(failuresOf(answer(longAfter, [media, 200], [api, 200]))).toEqual([false, false]);
  });

  it('fails when everything is at rest', () => {
    expect(failuresOf(answer(2_000, [media, 404], [api, 200]), true)).toEqual([true, false]);
    expect(failuresOf(answer(2_000, [media, 200], [api, 200]), true)).toEqual([true, false]);
  });

  it('is not looked for where one was enough, or another grant helped', () => {
    expect(failuresOf(answer(longAfter, [media, 200]), true)).toEqual([false]);
    expect(failuresOf(answer(longAfter, [api, 307], [media, 200]), true)).toEqual([false, false]);
    const grant: [string, number] = ['/api/conversations/:id/media-grant', 200];
    const again = answer(longAfter, [media, 401], grant, [media, 200]);
    expect(failuresOf(again, true)).toEqual([false, false, false]);
  });
});
