import type { TrainEvent } from './train-event.ts';

type StepEvent = Extract<TrainEvent, { readonly kind: 'step' }>;

/** What a step event measures besides the loss. Bytes, units a second, and shares as in `train-event.ts`. */
export const CURVE_COLUMNS = [
  'vision_learning_rate',
  'projector_learning_rate',
  'language_model_learning_rate',
  'grad_norm',
  'images_per_second',
  'tokens_per_second',
  'memory_bytes',
  'data_wait',
] as const;
export type CurveColumn = (typeof CURVE_COLUMNS)[number];

/** Part of a job's curves as columns of equal length; one place is one point. */
export interface Curve {
  /** Steps that a point stands for at most: a power of two, 1 for every step as it was logged. */
  readonly size: number;
  /** First and last step of each point. */
  readonly first: readonly number[];
  readonly last: readonly number[];
  /** Steps that were logged in it. */
  readonly count: readonly number[];
  /** Mean over the point's steps. */
  readonly loss: readonly number[];
  readonly lossMin: readonly number[];
  readonly lossMax: readonly number[];
  /** Means; null where nothing was measured, e.g. the rate of a part that is not trained. Memory is the highest. */
  readonly columns: Readonly<Record<CurveColumn, readonly (number | null)[]>>;
}

interface Point {
  first: number;
  last: number;
  count: number;
  lossSum: number;
  lossMin: number;
  lossMax: number;
  /** In the order of `CURVE_COLUMNS`; NaN where nothing was measured. */
  readonly sums: Float64Array;
}

const MEMORY = CURVE_COLUMNS.indexOf('memory_bytes');

/**
 * The curves of one job in bounded memory, however many steps it has: where there are more points than `most`, each stands for
 * twice as many steps, with mean, lowest and highest loss.
 */
export class CurveBook {
  readonly #most: number;
  #size = 1;
  #points: Point[] = [];

  /** @param most points that are kept; with the default a job of a million steps is known to every 16 steps, in about 15 MB */
  constructor(most = 65_536) {
    this.#most = most;
  }

  /** A step that is not after the last one was done again after a crash: it takes the place of all from there on. */
  add(event: StepEvent): void {
    if (event.step <= this.lastStep) this.cutAfter(event.step - 1);
    const point = pointOf(event);
    const last = this.#points.at(-1);
    if (last && Math.floor(last.first / this.#size) === Math.floor(point.first / this.#size))
      merge(last, point);
    else this.#points.push(point);
    while (this.#points.length > this.#most) {
      this.#size *= 2;
      this.#points = merged(this.#points, this.#size);
    }
  }

  /** The job goes on after this step (`resumed_from`); what was logged later is forgotten. Of a point that lies on both sides its mean is kept. */
  cutAfter(step: number): void {
    while ((this.#points.at(-1)?.first ?? 0) > step) this.#points.pop();
    const last = this.#points.at(-1);
    if (!last || last.last <= step) return;
    const share = (step - last.first + 1) / (last.last - last.first + 1);
    const count = Math.max(1, Math.round(last.count * share));
    const scale = count / last.count;
    last.last = step;
    last.count = count;
    last.lossSum *= scale;
    last.sums.forEach((sum, column) => {
      if (column !== MEMORY) last.sums[column] = sum * scale;
    });
  }

  /** The last step that was logged; −1 before the first. */
  get lastStep(): number {
    return this.#points.at(-1)?.last ?? -1;
  }

  /**
   * The points that touch a range of steps, at most `points` of them; `from` and `to` are both meant, absent ones are the ends.
   * Points lie at multiples of their size, so that a longer run moves none of them.
   */
  read({ from = 0, to = Number.POSITIVE_INFINITY, points = 1500 }: CurveRange = {}): Curve {
    let size = this.#size;
    let found = this.#points.filter((point) => point.last >= from && point.first <= to).map(copy);
    while (found.length > points) {
      size *= 2;
      found = merged(found, size);
    }
    return curveOf(found, size);
  }
}

/** Which part of a curve is wanted, and how finely. */
export interface CurveRange {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly points?: number | undefined;
}

function pointOf({ step, loss, learning_rate, ...event }: StepEvent): Point {
  const { vision, projector, language_model } = learning_rate;
  const values: Record<CurveColumn, number | undefined> = {
    vision_learning_rate: vision,
    projector_learning_rate: projector,
    language_model_learning_rate: language_model,
    grad_norm: event.grad_norm,
    images_per_second: event.images_per_second,
    tokens_per_second: event.tokens_per_second,
    memory_bytes: event.memory_bytes,
    data_wait: event.data_wait,
  };
  return {
    first: step,
    last: step,
    count: 1,
    lossSum: loss,
    lossMin: loss,
    lossMax: loss,
    sums: Float64Array.from(CURVE_COLUMNS, (column) => values[column] ?? Number.NaN),
  };
}

function copy(point: Point): Point {
  return { ...point, sums: point.sums.slice() };
}

/** Takes a later point into an earlier one. */
function merge(into: Point, point: Point): void {
  into.last = point.last;
  into.count += point.count;
  into.lossSum += point.lossSum;
  into.lossMin = Math.min(into.lossMin, point.lossMin);
  into.lossMax = Math.max(into.lossMax, point.lossMax);
  point.sums.forEach((sum, column) => {
    const before = into.sums[column] ?? 0;
    into.sums[column] = column === MEMORY ? Math.max(before, sum) : before + sum;
  });
}

/** Neighbours within the same `size` steps become one; the points given are used up. */
function merged(points: readonly Point[], size: number): Point[] {
  const result: Point[] = [];
  for (const point of points) {
    const last = result.at(-1);
    if (last && Math.floor(last.first / size) === Math.floor(point.first / size)) merge(last, point);
    else result.push(point);
  }
  return result;
}

function curveOf(points: readonly Point[], size: number): Curve {
  const column = (index: number) =>
    points.map(({ sums, count }) => {
      const sum = sums[index] ?? Number.NaN;
      return Number.isNaN(sum) ? null : index === MEMORY ? sum : sum / count;
    });
  return {
    size,
    first: points.map(({ first }) => first),
    last: points.map(({ last }) => last),
    count: points.map(({ count }) => count),
    loss: points.map(({ lossSum, count }) => lossSum / count),
    lossMin: points.map(({ lossMin }) => lossMin),
    lossMax: points.map(({ lossMax }) => lossMax),
    columns: Object.fromEntries(CURVE_COLUMNS.map((name, index) => [name, column(index)])) as Record<
      CurveColumn,
      (number | null)[]
    >,
  };
}
