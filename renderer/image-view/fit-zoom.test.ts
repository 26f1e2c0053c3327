import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitZoom } from './fit-zoom.ts';

describe('fitZoom', () => {
  it.each([
    [{ width: 512, height: 512 }, { width: 632, height: 544 }, 1],
    [{ width: 4000, height: 1000 }, { width: 1032, height: 832 }, 0.25],
    [{ width: 64, height: 64 }, { width: 2000, height: 2000 }, 8],
    [{ width: 0, height: 64 }, { width: 2000, height: 2000 }, 1],
  ])('%j in %j', (image, pane, zoom) => {
    expect(fitZoom(image, pane, 16)).toBe(zoom);
  });

  it('never cuts anything off', () => {
    const side = fc.integer({ min: 1, max: 30_000 });
    fc.assert(
      fc.property(
        side,
        side,
        fc.integer({ min: 33, max: 4000 }),
        fc.integer({ min: 33, max: 4000 }),
        (w, h, W, H) => {
          const zoom = fitZoom({ width: w, height: h }, { width: W, height: H }, 16);
          expect(w * zoom).toBeLessThanOrEqual(W - 32 + 1e-6);
          expect(h * zoom).toBeLessThanOrEqual(H - 32 + 1e-6);
        },
      ),
    );
  });
});
