import type { Estimate } from '../../../core/forecast.ts';
import { student95, Z95 } from './student.ts';

/** With fewer observations nothing is said of how far off an estimate may be. */
export const FEWEST = 8;

/** A part of the population: how many it has, and what was observed of those of them that were tried. */
export interface Stratum {
  readonly population: number;
  readonly values: readonly number[];
}

/** A share of the population: how many were tried and how many of those were hits. */
export interface Share {
  readonly population: number;
  readonly tried: number;
  readonly hits: number;
}

/** A number that is known. */
export function exactly(value: number): Estimate {
  return { value, low: value, high: value };
}

/**
 * Strata that can be judged: those with fewer than two observations are judged together, which errs on the wide side (W. G. Cochran,
 * "Sampling Techniques", 3rd ed. 1977, 5A.12), and with the largest other one where even that is not enough.
 */
export function collapse(strata: readonly Stratum[]): readonly Stratum[] {
  const inhabited = strata.filter(({ population }) => population > 0);
  const judged = inhabited.filter(
    ({ population, values }) => values.length >= 2 || values.length >= population,
  );
  const small = inhabited.filter((stratum) => !judged.includes(stratum));
  if (small.length === 0) return judged;
  const pool = merge(small);
  if (pool.values.length >= 2 || judged.length === 0) return [...judged, pool];
  const largest = judged.reduce((one, other) => (other.population > one.population ? other : one));
  return [...judged.filter((stratum) => stratum !== largest), merge([pool, largest])];
}

function merge(strata: readonly Stratum[]): Stratum {
  return {
    population: strata.reduce((sum, { population }) => sum + population, 0),
    values: strata.flatMap(({ values }) => values),
  };
}

/**
 * Total of the population with its t interval: the stratified estimator with finite-population correction (Cochran 1977, 5.3 and 5.4),
 * degrees of freedom after F. E. Satterthwaite (Biometrics Bulletin 2 (1946), 110–114). Nobody is expected to be below 0.
 */
export function estimateTotal(strata: readonly Stratum[]): Estimate {
  let value = 0;
  let variance = 0;
  let spread = 0;
  let observed = 0;
  let tried = 0;
  let whole = true;
  for (const { population, values } of collapse(strata)) {
    const n = values.length;
    const sum = values.reduce((total, one) => total + one, 0);
    tried += n;
    observed += sum;
    whole &&= n >= population;
    if (n === 0) continue;
    const mean = sum / n;
    value += population * mean;
    if (n >= population || n < 2) continue;
    const part =
      (population * (population - n) * values.reduce((total, one) => total + (one - mean) ** 2, 0)) /
      (n - 1) /
      n;
    variance += part;
    spread += (part * part) / (n - 1);
  }
  if (whole) return exactly(value);
  if (tried < FEWEST) return { value };
  const half = variance === 0 ? 0 : student95((variance * variance) / spread) * Math.sqrt(variance);
  return { value, low: Math.max(observed, value - half), high: value + half };
}

/**
 * Share of hits with its score interval: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of
 * the American Statistical Association 22 (1927), 209–212. Unequal weights shrink the number of observations (L. Kish, "Survey Sampling",
 * 1965, 11.7), and a sample that is much of its population counts for more of them: n (N − 1) / (N − n).
 */
export function estimateRate(shares: readonly Share[]): Estimate {
  const seen = shares.filter(({ tried, population }) => tried > 0 && population > 0);
  const tried = seen.reduce((sum, share) => sum + share.tried, 0);
  if (tried === 0) return { value: 0 };
  const hits = seen.reduce((sum, share) => sum + share.hits, 0);
  // A stratum that nobody was tried of is taken to be like the others.
  const weighed = seen.reduce((sum, { population }) => sum + population, 0);
  const value = seen.reduce((sum, share) => sum + (share.population * share.hits) / share.tried, 0) / weighed;
  const population = Math.max(
    tried,
    shares.reduce((sum, share) => sum + share.population, 0),
  );
  if (tried >= population) return exactly(value);
  if (tried < FEWEST) return { value };
  const squares = seen.reduce((sum, share) => sum + share.population ** 2 / share.tried, 0);
  const effective = weighed ** 2 / squares;
  const { low, high } = wilson(value, (effective * (population - 1)) / (population - effective));
  // What was seen is certain.
  const rest = population - tried;
  return {
    value,
    low: Math.max(low, Math.min(value, hits / population)),
    high: Math.min(high, Math.max(value, (hits + rest) / population)),
  };
}

/** Score interval of a share that was observed `n` times; `n` need not be whole. */
export function wilson(share: number, n: number): { readonly low: number; readonly high: number } {
  const square = Z95 ** 2;
  const middle = (share + square / (2 * n)) / (1 + square / n);
  const half = (Z95 / (1 + square / n)) * Math.sqrt((share * (1 - share)) / n + square / (4 * n * n));
  // At the ends the formula misses 0 and 1 by a rounding error.
  return {
    low: share === 0 ? 0 : Math.max(0, middle - half),
    high: share === 1 ? 1 : Math.min(1, middle + half),
  };
}

/** How often something happens in the population, where each member has it no or some times: by shares where it is a matter of yes and no. */
export function estimateCount(strata: readonly Stratum[]): Estimate {
  const binary = strata.every(({ values }) => values.every((value) => value === 0 || value === 1));
  if (!binary) return estimateTotal(strata);
  const population = strata.reduce((sum, stratum) => sum + stratum.population, 0);
  const shares = collapse(strata).map(({ population: of, values }) => ({
    population: of,
    tried: values.length,
    hits: values.reduce((sum, value) => sum + value, 0),
  }));
  return scale(estimateRate(shares), exactly(population));
}

/** Mean with its t interval, of observations that stand for an unlimited number. */
export function estimateMean(values: readonly number[]): Estimate {
  const n = values.length;
  const mean = n === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / n;
  if (n < FEWEST) return { value: mean };
  const variance = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (n - 1);
  const half = student95(n - 1) * Math.sqrt(variance / n);
  return { value: mean, low: Math.max(0, mean - half), high: mean + half };
}

/** Product of two numbers that are not below 0; the interval holds wherever both lie in theirs, and is wider than need be. */
export function scale(one: Estimate, other: Estimate): Estimate {
  const value = one.value * other.value;
  if (one.low === undefined || one.high === undefined || other.low === undefined || other.high === undefined)
    return { value };
  return { value, low: one.low * other.low, high: one.high * other.high };
}

/** Sum, as if all were at the same end of their intervals at once: nothing is known of how they hang together. */
export function add(estimates: readonly Estimate[]): Estimate {
  const value = estimates.reduce((sum, one) => sum + one.value, 0);
  const low = estimates.reduce<number | undefined>((sum, one) => plus(sum, one.low), 0);
  const high = estimates.reduce<number | undefined>((sum, one) => plus(sum, one.high), 0);
  return low === undefined || high === undefined ? { value } : { value, low, high };
}

function plus(sum: number | undefined, one: number | undefined): number | undefined {
  return sum === undefined || one === undefined ? undefined : sum + one;
}

/** The estimate less something that is known; nothing goes below 0. */
export function less({ value, low, high }: Estimate, known: number): Estimate {
  const down = (from: number) => Math.max(0, from - known);
  return low === undefined || high === undefined
    ? { value: down(value) }
    : { value: down(value), low: down(low), high: down(high) };
}

/** 1 − a share. */
export function complement({ value, low, high }: Estimate): Estimate {
  return low === undefined || high === undefined
    ? { value: 1 - value }
    : { value: 1 - value, low: 1 - high, high: 1 - low };
}
