/** Which steps a chart shows: a share of them that grows with the job, or a stretch that was drawn with the mouse. */
export type ShownRange = 'all' | 'half' | 'tenth' | readonly [number, number];

/**
 * First and last step on the chart.
 *
 * @param last step that was logged
 * @param steps in all, for a job that goes on; the room to the right of what is done
 */
export function rangeOf(
  shown: ShownRange,
  last: number,
  steps: number | undefined,
): readonly [number, number] {
  if (shown === 'all') return [0, Math.max(1, last, steps ?? 0)];
  if (shown === 'half') return [Math.floor(last / 2), Math.max(1, last)];
  if (shown === 'tenth') return [Math.floor(last * 0.9), Math.max(1, last)];
  return shown;
}

/** The same with another width around `at`, within what there is. Below 1 it shows less. */
export function zoomed(
  [from, to]: readonly [number, number],
  factor: number,
  at: number | undefined,
  end: number,
): readonly [number, number] {
  const width = Math.min(end, Math.max(4, (to - from) * factor));
  const middle = at === undefined || at < from || at > to ? (from + to) / 2 : at;
  const start = Math.max(
    0,
    Math.min(end - width, middle - ((middle - from) / Math.max(1, to - from)) * width),
  );
  return [Math.floor(start), Math.ceil(start + width)];
}
