import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { uploadShares } from '../src/client/upload-shares.ts';

describe('uploadShares', () => {
  it('fills the photos one after the other', () => {
    const at = (sentBytes: number) => uploadShares([100, 50], { sentBytes, totalBytes: 160 });
    expect(at(0)).toEqual([0, 0]);
    expect(at(60)).toEqual([0.5, 0]);
    expect(at(135)).toEqual([1, 0.5]);
    expect(at(160)).toEqual([1, 1]);
  });

  it('has every photo full once all is out, and none beyond full before', () => {
    const sizes = fc.array(fc.nat(), { maxLength: 10 });
    fc.assert(
      fc.property(
        sizes,
        fc.nat(),
        fc.float({ min: 0, max: 1, noNaN: true }),
        (sizes, extra, part) => {
          const totalBytes = sizes.reduce((sum, size) => sum + size, extra);
          const sentBytes = Math.floor(totalBytes * part);
          for (const share of uploadShares(sizes, { sentBytes, totalBytes })) {
            expect(share).toBeGreaterThanOrEqual(0);
            expect(share).toBeLessThanOrEqual(1);
          }
          const full = uploadShares(sizes, { sentBytes: totalBytes, totalBytes });
          expect(full).toEqual(sizes.map(() => 1));
        },
      ),
    );
  });
});
