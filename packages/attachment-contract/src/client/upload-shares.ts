import type { UploadProgress } from './send.ts';

/**
 * Shares out the progress of one multipart request among its photos. The parts go out in order, so
 * the first photo fills up first. What the request has beyond the photos (boundaries, headers, the
 * text) is small; it is taken off the front, so that the last photo is full when all is out.
 *
 * @param sizes bytes of each photo, in the order of the request
 * @returns for each photo the fraction that is out, from 0 to 1
 */
export function uploadShares(sizes: number[], { sentBytes, totalBytes }: UploadProgress): number[] {
  const photoBytes = sizes.reduce((sum, size) => sum + size, 0);
  let left = Math.max(0, sentBytes - Math.max(0, totalBytes - photoBytes));
  return sizes.map((size) => {
    const share = size === 0 ? 1 : Math.min(1, left / size);
    left = Math.max(0, left - size);
    return share;
  });
}
