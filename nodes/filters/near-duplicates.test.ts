import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashOf } from '../node-double.ts';
import { countBits, createHashIndex } from './hash-index.ts';
import { nearDuplicates } from './near-duplicates.ts';

const hash = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(toHex);

function toHex(bits: bigint): string {
  return bits.toString(16).padStart(16, '0');
}

function distance(a: string, b: string): number {
  return [...(BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2)].filter((bit) => bit === '1').length;
}

/** A hash with some of its bits turned over. */
function near(start: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(start, fc.uniqueArray(fc.integer({ min: 0, max: 63 }), { maxLength: 18 }))
    .map(([from, bits]) => toHex(bits.reduce((all, bit) => all ^ (1n << BigInt(bit)), BigInt(`0x${from}`))));
}

describe('[NODE10] the index of hashes', () => {
  it('finds the first hash within its radius whenever there is one, as a walk over all of them does', () => {
    const few = fc.constantFrom('0123456789abcdef', 'ffffffffffffffff');
    const hashes = fc.array(fc.oneof(near(few), hash), { maxLength: 40 });
    fc.assert(
      fc.property(
        hashes,
        fc.oneof(near(few), hash),
        fc.integer({ min: 0, max: 15 }),
        (known, asked, radius) => {
          const index = createHashIndex(radius);
          for (const one of known) index.add(one);
          const position = known.findIndex((one) => distance(one, asked) <= radius);
          const expected =
            position < 0 ? undefined : { position, distance: distance(known[position] ?? '', asked) };
          expect(index.findNear(asked)).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('keeps what it holds while it grows', () => {
    const index = createHashIndex(0);
    const all = Array.from({ length: 40_000 }, (_, number) =>
      toHex((BigInt(number) * 0x9e3779b97f4a7c15n) & (2n ** 64n - 1n)),
    );
    for (const one of all) index.add(one);
    expect(index.size).toBe(40_000);
    expect(all.every((one, position) => index.findNear(one)?.position === position)).toBe(true);
  });

  it('counts bits', () => {
    expect([0, 1, 0xff, 0xffffffff, 0x80000001].map(countBits)).toEqual([0, 1, 8, 32, 2]);
  });
});

describe('[NODE10] near duplicates', () => {
  function verdicts(digests: readonly (readonly [ordinal: number, digest: string])[], maxDistance = 6) {
    const scanner = nearDuplicates.scanner(nearDuplicates.params.parse({ maxDistance }));
    return digests.map(([ordinal, digest]) => scanner.verdict({ ordinal, digest, image: hashOf(digest) }));
  }
  const kinds = (all: ReturnType<typeof verdicts>) => all.map(({ kind }) => kind);

  it('keep the first, and tell how far the others are from it', () => {
    const found = verdicts([
      [0, '0000000000000000'],
      [1, '000000000000000f'],
      [2, 'ffffffffffffffff'],
      [3, '0000000000000000'],
    ]);
    expect(found).toMatchObject([
      { kind: 'kept' },
      { kind: 'rejected', reason: 'near duplicate', detail: '4 bits apart, alike up to 6' },
      { kind: 'kept' },
      { kind: 'rejected', detail: 'Same perceptual hash' },
    ]);
  });

  it('do not chain: what is rejected is nobody’s first', () => {
    const steps = ['0000000000000000', '000000000000003f', '0000000000000fff'];
    expect(kinds(verdicts(steps.map((digest, ordinal) => [ordinal, digest])))).toEqual([
      'kept',
      'rejected',
      'kept',
    ]);
  });

  it('let several captions of one sample pass together', () => {
    expect(
      kinds(
        verdicts([
          [0, '0000000000000000'],
          [0, '0000000000000000'],
          [1, '0000000000000001'],
        ]),
      ),
    ).toEqual(['kept', 'kept', 'rejected']);
  });

  it('leave kept pictures that are all farther apart than the distance', () => {
    const some = fc.array(near(fc.constant('00ff00ff00ff00ff')), { maxLength: 30 });
    fc.assert(
      fc.property(some, fc.integer({ min: 0, max: 15 }), (digests, maxDistance) => {
        const found = kinds(
          verdicts(
            digests.map((digest, ordinal) => [ordinal, digest]),
            maxDistance,
          ),
        );
        const kept = digests.filter((_, index) => found[index] === 'kept');
        for (const [index, a] of kept.entries())
          for (const b of kept.slice(index + 1)) expect(distance(a, b)).toBeGreaterThan(maxDistance);
        for (const [index, digest] of digests.entries())
          if (found[index] === 'rejected')
            expect(kept.some((one) => distance(one, digest) <= maxDistance)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
