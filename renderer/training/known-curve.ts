import type { CurvePage, CurvePlace, CurvePoint } from '../../core/training/training-job.ts';

/** What is known of a job's curves. */
export interface KnownCurve {
  readonly generation: number;
  /** Steps that a point stands for. */
  readonly stride: number;
  readonly points: readonly CurvePoint[];
}

export const NO_CURVE: KnownCurve = { generation: -1, stride: 1, points: [] };

/** What to ask the engine for, so that it sends only what is new. */
export function placeOf({ generation, stride, points }: KnownCurve): CurvePlace | undefined {
  const last = points.at(-1);
  return last && { generation, stride, first: last.first };
}

/** The curves with a page of the engine's put in: in place of all, or of the points from its first one on. */
export function takePage(known: KnownCurve, { whole, generation, stride, points }: CurvePage): KnownCurve {
  const [first] = points;
  if (whole) return { generation, stride, points };
  if (!first) return known;
  const kept = known.points.filter((point) => point.first < first.first);
  return { generation, stride, points: [...kept, ...points] };
}
