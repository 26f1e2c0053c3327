/** Side of the grey picture that is hashed, pixels. */
export const HASH_INPUT_SIDE = 32;
const LOW = 8;

/** cos((2x + 1) u π / 2N) for u < 8, x < 32: the part of the DCT-II that is used. Scale factors do not change which side of the median a value is on. */
const COSINES = Array.from({ length: LOW }, (_, u) =>
  Float64Array.from({ length: HASH_INPUT_SIDE }, (_, x) =>
    Math.cos(((2 * x + 1) * u * Math.PI) / (2 * HASH_INPUT_SIDE)),
  ),
);

/**
 * 64-bit perceptual hash of 32 × 32 grey values (row by row, 0–255), 16 hex digits: a bit for each of the 8 × 8 lowest frequencies of the
 * two-dimensional DCT, set where the coefficient is above the median of all but the constant one.
 *
 * Source: C. Zauner, Implementation and Benchmarking of Perceptual Image Hash Functions, 2010, section 3.2.1 (pHash's DCT hash); the
 * median leaves out the constant coefficient as in N. Krawetz, Looks Like It, 2011.
 */
export function perceptualHashOf(grey: Uint8Array): string {
  if (grey.length !== HASH_INPUT_SIDE ** 2)
    throw new RangeError(`Expected 1024 grey values, got ${grey.length}.`);
  const coefficients = lowFrequencies(grey);
  const median = medianOf(coefficients.slice(1));
  let bits = 0n;
  for (const coefficient of coefficients) bits = (bits << 1n) | (coefficient > median ? 1n : 0n);
  return bits.toString(16).padStart(16, '0');
}

/** Number of differing bits of two such hashes, 0–64. */
export function hashDistance(one: string, other: string): number {
  let rest = BigInt(`0x${one}`) ^ BigInt(`0x${other}`);
  let count = 0;
  for (; rest !== 0n; rest &= rest - 1n) count++;
  return count;
}

/** The 64 coefficients by rows of frequency. The DCT is separable: first along the rows, then along the columns. */
function lowFrequencies(grey: Uint8Array): number[] {
  const rows = COSINES.map((cosine) => {
    const sums = new Float64Array(HASH_INPUT_SIDE);
    for (let y = 0; y < HASH_INPUT_SIDE; y++)
      for (let x = 0; x < HASH_INPUT_SIDE; x++)
        sums[y] = (sums[y] ?? 0) + (grey[y * HASH_INPUT_SIDE + x] ?? 0) * (cosine[x] ?? 0);
    return sums;
  });
  return COSINES.flatMap((cosine) =>
    rows.map((sums) => {
      const sum = sums.reduce((total, value, y) => total + value * (cosine[y] ?? 0), 0);
      // Rounding keeps what is zero but for floating point (plain surfaces) from setting bits by chance.
      return Math.round(sum * 1e3) / 1e3;
    }),
  );
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[(sorted.length - 1) / 2] ?? 0;
}
