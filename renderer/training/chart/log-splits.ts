/** Lines of a logarithmic axis are about so many. */
const LINES = 6;

/** Where an axis with logarithms has its lines: within one decade at round distances, beyond at 1, 2 and 5 of each. Both ends are positive. */
export function logSplits(min: number, max: number): readonly number[] {
  // So close to each other no round number lies between them.
  if (!(min > 0) || !(max / min > 1.0001)) return [];
  if (max / min < 10) {
    const step = roundStep((max - min) / LINES);
    const first = Math.ceil(min / step);
    const last = Math.floor(max / step);
    return Array.from({ length: last - first + 1 }, (_, index) =>
      Number(((first + index) * step).toPrecision(9)),
    );
  }
  const decades = Array.from(
    { length: Math.floor(Math.log10(max)) - Math.floor(Math.log10(min)) + 1 },
    (_, index) => 10 ** (Math.floor(Math.log10(min)) + index),
  );
  // With many decades their own lines are enough.
  const within = decades.length > LINES ? [1] : [1, 2, 5];
  return decades
    .flatMap((decade) => within.map((part) => Number((part * decade).toPrecision(9))))
    .filter((value) => value >= min && value <= max);
}

/** The next of 1, 2 and 5 times a power of ten. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const part = least / power;
  return (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10) * power;
}
