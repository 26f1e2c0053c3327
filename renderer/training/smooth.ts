/**
 * Exponential moving average whose start is corrected for the missing history, as TensorBoard's scalar charts do it
 * (`resmooth` in `line-chart`): s ← w·s + (1 − w)·x, shown as s ÷ (1 − wⁿ) after n values.
 *
 * A value may stand for several steps (`counts`): it then weighs as so many equal ones, so that the curve is the same however
 * finely it is given.
 *
 * @param weight 0 (as it is) to below 1
 * @param before values that came before the first one, so that a part of a curve continues the whole
 */
export function smooth(
  values: readonly number[],
  counts: readonly number[],
  weight: number,
  before?: { readonly values: readonly number[]; readonly counts: readonly number[] },
): readonly number[] {
  if (weight <= 0) return values;
  let sum = 0;
  let missing = 1;
  const take = (value: number, count: number) => {
    const kept = weight ** count;
    sum = sum * kept + value * (1 - kept);
    missing *= kept;
    return sum / (1 - missing);
  };
  before?.values.forEach((value, index) => {
    take(value, before.counts[index] ?? 1);
  });
  return values.map((value, index) => take(value, counts[index] ?? 1));
}
