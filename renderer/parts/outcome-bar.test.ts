import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutOutcomeBar } from './outcome-bar.ts';

const counts = (kept: number, rejected: number, failed: number, pending: number, reused: number) => ({
  in: kept + rejected + failed + pending,
  kept,
  rejected,
  failed,
  pending,
  reused,
});

describe('layoutOutcomeBar()', () => {
  it('draws reused, kept, rejected and failed from the left; the rest is pending', () => {
    expect(layoutOutcomeBar(counts(50, 10, 20, 20, 30), 200)).toEqual([
      { kind: 'reused', x: 0, width: 60 },
      { kind: 'kept', x: 60, width: 40 },
      { kind: 'rejected', x: 100, width: 20 },
      { kind: 'failed', x: 120, width: 40 },
    ]);
  });

  it('is as long as the number forecast', () => {
    expect(layoutOutcomeBar(counts(50, 0, 0, 0, 0), 200, 100)).toEqual([{ kind: 'kept', x: 0, width: 100 }]);
  });

  it('shows a single failure among many at least 4 wide, without leaving the bar', () => {
    const segments = layoutOutcomeBar(counts(999_999, 0, 1, 0, 0), 200);
    expect(segments.map((segment) => segment.kind)).toEqual(['kept', 'failed']);
    expect(segments[1]?.width).toBe(4);
    expect((segments[1]?.x ?? 0) + 4).toBeLessThanOrEqual(200);
  });

  it('is empty before anything has come in', () => {
    expect(layoutOutcomeBar(counts(0, 0, 0, 0, 0), 200)).toEqual([]);
  });

  it('never leaves its width, never overlaps [RUN10]', () => {
    const amount = fc.nat(1_000_000);
    fc.assert(
      fc.property(
        amount,
        amount,
        amount,
        amount,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (k, r, f, p, share) => {
          const reused = Math.floor((k + r) * share);
          const segments = layoutOutcomeBar(counts(k, r, f, p, reused), 186);
          let end = 0;
          for (const segment of segments) {
            expect(segment.x).toBeCloseTo(end, 6);
            expect(segment.width).toBeGreaterThan(0);
            end = segment.x + segment.width;
          }
          expect(end).toBeLessThanOrEqual(186 + 1e-6);
        },
      ),
    );
  });
});
