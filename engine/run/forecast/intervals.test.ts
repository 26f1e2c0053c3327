import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Estimate } from '../../../core/forecast.ts';
import { Stratifier } from '../stratify.ts';
import { seededRandom } from '../testing/random-spender.ts';
import {
  collapse,
  estimateCount,
  estimateMean,
  estimateRate,
  estimateTotal,
  FEWEST,
  type Stratum,
  wilson,
} from './intervals.ts';
import { student95 } from './student.ts';

/** Takes each stratum's share of `n` (largest remainder left out: rounding is part of what the intervals have to bear). */
function sample(population: readonly (readonly number[])[], n: number, random: () => number): Stratum[] {
  const total = population.reduce((sum, { length }) => sum + length, 0);
  return population.map((members) => {
    const shuffled = [...members];
    const take = Math.min(members.length, Math.round((n * members.length) / total));
    for (let i = 0; i < take; i += 1) {
      const j = i + Math.floor(random() * (shuffled.length - i));
      [shuffled[i], shuffled[j]] = [shuffled[j] as number, shuffled[i] as number];
    }
    return { population: members.length, values: shuffled.slice(0, take) };
  });
}

/** The samples that a limited run takes. */
function stratify(population: readonly (readonly number[])[], n: number, random: () => number): Stratum[] {
  const salt = random();
  const stratifier = new Stratifier(n);
  const values = new Map(
    population.flatMap((members, folder) =>
      members.map((value, index) => [`${folder}/${index} ${salt}`, value]),
    ),
  );
  for (const key of values.keys()) stratifier.add('images', key);
  const { keys, strata, stratumOf } = stratifier.choose();
  const chosen = [...(keys.get('images') ?? [])];
  return [...strata].map(([name, count]) => ({
    population: count,
    values: chosen.filter((key) => stratumOf('images', key) === name).map((key) => values.get(key) ?? 0),
  }));
}

/** Share of seeded trials whose interval has the truth in it. */
function coverage(
  trials: number,
  populate: (random: () => number) => number[][],
  n: number,
  estimate: (strata: readonly Stratum[]) => Estimate,
  take: typeof sample = sample,
): number {
  let covered = 0;
  for (let trial = 1; trial <= trials; trial += 1) {
    const random = seededRandom(trial * 7919);
    const population = populate(random);
    const truth = population.flat().reduce((sum, value) => sum + value, 0);
    const { low = Number.NaN, high = Number.NaN } = estimate(take(population, n, random));
    if (low <= truth + 1e-9 && truth <= high + 1e-9) covered += 1;
  }
  return covered / trials;
}

const folder = (count: number, member: () => number) => Array.from({ length: count }, member);
/** Tokens of a reply: some prompts give long ones. */
const tokens = (random: () => number, mean: number) => () => mean * (0.4 + random() + random() ** 3);

describe('[RUN12] intervals at 95 % have the truth in at least 90 % of seeded trials', () => {
  it.each([20, 50, 200])('for totals over folders that differ (%i samples of 1,000)', (n) => {
    const populate = (random: () => number) => [
      folder(600, tokens(random, 100)),
      folder(300, tokens(random, 300)),
      folder(100, tokens(random, 40)),
    ];
    expect(coverage(400, populate, n, estimateTotal)).toBeGreaterThanOrEqual(0.9);
  });

  it('for totals over very many small folders, of which most give nobody', () => {
    const populate = (random: () => number) =>
      Array.from({ length: 300 }, () => folder(1 + Math.floor(random() * 6), tokens(random, 100)));
    expect(coverage(200, populate, 40, estimateTotal, stratify)).toBeGreaterThanOrEqual(0.9);
  });

  it('for totals that most samples do not add to', () => {
    const populate = (random: () => number) => [
      folder(2000, () => (random() < 0.7 ? tokens(random, 100)() : 0)),
      folder(1000, () => (random() < 0.3 ? tokens(random, 200)() : 0)),
    ];
    expect(coverage(300, populate, 60, estimateTotal)).toBeGreaterThanOrEqual(0.9);
  });

  it.each([
    [30, 0.02],
    [30, 0.3],
    [100, 0.005],
    [100, 0.97],
  ])('for shares (%i samples, about %d)', (n, share) => {
    const populate = (random: () => number) => [
      folder(700, () => (random() < share ? 1 : 0)),
      folder(300, () => (random() < share ** 2 ? 1 : 0)),
    ];
    expect(coverage(400, populate, n, estimateCount)).toBeGreaterThanOrEqual(0.9);
  });

  it('for shares of a population that was mostly tried', () => {
    const populate = (random: () => number) => [folder(60, () => (random() < 0.2 ? 1 : 0))];
    expect(coverage(400, populate, 45, estimateCount)).toBeGreaterThanOrEqual(0.9);
  });
});

describe('intervals', () => {
  it('[RUN12] are exact where everything was tried', () => {
    const strata = [
      { population: 3, values: [1, 0, 1] },
      { population: 2, values: [0, 0] },
    ];
    expect(estimateTotal(strata)).toEqual({ value: 2, low: 2, high: 2 });
    expect(estimateCount(strata)).toEqual({ value: 2, low: 2, high: 2 });
    expect(estimateTotal([])).toEqual({ value: 0, low: 0, high: 0 });
  });

  it('[RUN12] are not given below a stated number of samples, and narrow as samples are added', () => {
    const of = (n: number) => [{ population: 10_000, values: Array.from({ length: n }, (_, i) => i % 2) }];
    expect(estimateCount(of(1))).toEqual({ value: 0 });
    expect(estimateTotal(of(FEWEST - 1)).low).toBeUndefined();
    const width = (n: number) => {
      const { low = 0, high = 0 } = estimateCount(of(n));
      return high - low;
    };
    expect(width(FEWEST)).toBeGreaterThan(0.5 * 10_000);
    expect(width(64)).toBeLessThan(width(16));
    expect(width(1000)).toBeLessThan(width(64));
  });

  it('[RUN12] say that what was not seen in the trial may still be there', () => {
    const { value, low, high = 0 } = estimateRate([{ population: 100_000, tried: 50, hits: 0 }]);
    expect([value, low]).toEqual([0, 0]);
    expect(high).toBeGreaterThan(0.05);
    expect(high).toBeLessThan(0.1);
  });

  it('[RUN12] weigh folders by their size, not by how many were tried', () => {
    const strata = [
      { population: 900, values: Array.from({ length: 20 }, () => 1) },
      { population: 100, values: Array.from({ length: 20 }, () => 11) },
    ];
    expect(estimateTotal(strata)).toEqual({ value: 2000, low: 2000, high: 2000 });
    expect(
      estimateRate([
        { population: 900, tried: 10, hits: 0 },
        { population: 100, tried: 10, hits: 10 },
      ]).value,
    ).toBeCloseTo(0.1);
  });

  it('[RUN12] take folders that hardly anybody was tried of together', () => {
    const one = { population: 5, values: [1] };
    const none = { population: 5, values: [] };
    const large = { population: 90, values: [2, 3] };
    expect(collapse([one, one, none, large])).toEqual([large, { population: 15, values: [1, 1] }]);
    expect(collapse([one, large])).toEqual([{ population: 95, values: [1, 2, 3] }]);
    expect(collapse([{ population: 1, values: [4] }])).toEqual([{ population: 1, values: [4] }]);
  });

  it('[RUN12] lie around their value and inside what is possible', () => {
    const strata = fc.array(
      fc.integer({ min: 0, max: 40 }).chain((population) =>
        fc.record({
          population: fc.constant(population),
          values: fc.array(fc.constantFrom(0, 1), { maxLength: population }),
        }),
      ),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(strata, (list) => {
        const population = list.reduce((sum, stratum) => sum + stratum.population, 0);
        const hits = list.flatMap(({ values }) => values).reduce((sum: number, value) => sum + value, 0);
        const { value, low = hits, high = population } = estimateCount(list);
        expect(low).toBeGreaterThanOrEqual(hits === population ? hits - 1e-9 : 0);
        expect(low).toBeLessThanOrEqual(value + 1e-9);
        expect(high).toBeGreaterThanOrEqual(value - 1e-9);
        expect(high).toBeLessThanOrEqual(population + 1e-9);
      }),
    );
  });

  it('have the textbook values', () => {
    expect([3, 4, 10, 30].map((n) => student95(n).toFixed(3))).toEqual(['3.182', '2.777', '2.228', '2.042']);
    // Newcombe, Statistics in Medicine 17 (1998), 857–872, method 3: 81 of 263 and 0 of 20.
    const rounded = ({ low, high }: { low: number; high: number }) => [low.toFixed(4), high.toFixed(4)];
    expect(rounded(wilson(81 / 263, 263))).toEqual(['0.2553', '0.3662']);
    expect(rounded(wilson(0, 20))).toEqual(['0.0000', '0.1611']);
    expect(estimateMean([1, 2, 3, 4, 5, 6, 7, 8]).high?.toFixed(3)).toBe('6.548');
  });
});
