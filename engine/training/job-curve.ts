import type { TrainEvent } from '../../core/training/train-event.ts';
import type { CurvePage, CurvePlace, CurvePoint } from '../../core/training/training-job.ts';

type StepEvent = Extract<TrainEvent, { readonly kind: 'step' }>;

/** Points that are kept of a run, however long it is; twice as many steps draw two points together. */
const MOST_KEPT = 8192;

/** Sums over the steps of a point. */
interface Bucket extends CurvePoint {
  readonly count: number;
}

/** The curves of one job, in bounded memory. Steps count from 1. */
export class JobCurve {
  readonly #most: number;
  #stride = 1;
  #generation = 0;
  #buckets: Bucket[] = [];

  constructor(most = MOST_KEPT) {
    this.#most = most;
  }

  /** The last step as it was. */
  last: CurvePoint | undefined;

  /**
   * The next step. One that was done before takes back itself and all after it: the trainer went on from a checkpoint. A point that stands for
   * steps on both sides of it keeps the later ones alone.
   */
  add(event: StepEvent): void {
    const place = this.#placeOf(event.step);
    const before = this.last;
    this.last = withoutCount(toBucket(event, event.step));
    if (before && event.step <= before.step) this.#takeBack(place);
    const open = this.#buckets.at(-1);
    const step = toBucket(event, place);
    if (open?.first === place) this.#buckets[this.#buckets.length - 1] = merge(open, step);
    else this.#buckets.push(step);
    if (this.#buckets.length > this.#most) this.#halve();
  }

  /** What a client lacks, at most so many points. */
  page(have: CurvePlace | undefined, most: number): CurvePage {
    let stride = this.#stride;
    let points: readonly Bucket[] = this.#buckets;
    while (points.length > most) {
      stride *= 2;
      points = drawTogether(points, stride);
    }
    const known = have?.generation === this.#generation && have.stride === stride ? have : undefined;
    const lacking = known ? points.filter(({ first }) => first >= known.first) : points;
    return {
      whole: known === undefined,
      generation: this.#generation,
      stride,
      points: lacking.map(withoutCount),
    };
  }

  #placeOf(step: number): number {
    return firstOf(step, this.#stride);
  }

  #takeBack(place: number): void {
    this.#generation += 1;
    this.#buckets = this.#buckets.filter(({ first }) => first < place);
  }

  #halve(): void {
    this.#stride *= 2;
    this.#buckets = drawTogether(this.#buckets, this.#stride);
  }
}

/** First step of the point in which a step lies. */
function firstOf(step: number, stride: number): number {
  return Math.floor((Math.max(1, step) - 1) / stride) * stride + 1;
}

function drawTogether(points: readonly Bucket[], stride: number): Bucket[] {
  const together: Bucket[] = [];
  for (const point of points) {
    const first = firstOf(point.first, stride);
    const open = together.at(-1);
    if (open?.first === first) together[together.length - 1] = merge(open, point);
    else together.push({ ...point, first });
  }
  return together;
}

function toBucket(event: StepEvent, first: number): Bucket {
  return {
    first,
    step: event.step,
    count: 1,
    at: event.at,
    epoch: event.epoch,
    loss: event.loss,
    lossLow: event.loss,
    lossHigh: event.loss,
    learningRate: withoutAbsent(event.learning_rate),
    gradNorm: event.grad_norm,
    imagesPerSecond: event.images_per_second,
    tokensPerSecond: event.tokens_per_second,
    memoryBytes: event.memory_bytes,
    dataWait: event.data_wait,
  };
}

function withoutAbsent(rates: StepEvent['learning_rate']): CurvePoint['learningRate'] {
  const { vision, projector, language_model } = rates;
  return {
    ...(vision !== undefined && { vision }),
    ...(projector !== undefined && { projector }),
    ...(language_model !== undefined && { language_model }),
  };
}

/** Two points that follow each other. */
function merge(one: Bucket, next: Bucket): Bucket {
  const count = one.count + next.count;
  const mean = (name: 'loss' | 'gradNorm' | 'imagesPerSecond' | 'tokensPerSecond' | 'dataWait') =>
    (one[name] * one.count + next[name] * next.count) / count;
  return {
    first: one.first,
    step: next.step,
    count,
    at: next.at,
    epoch: next.epoch,
    loss: mean('loss'),
    lossLow: Math.min(one.lossLow, next.lossLow),
    lossHigh: Math.max(one.lossHigh, next.lossHigh),
    learningRate: next.learningRate,
    gradNorm: mean('gradNorm'),
    imagesPerSecond: mean('imagesPerSecond'),
    tokensPerSecond: mean('tokensPerSecond'),
    memoryBytes: Math.max(one.memoryBytes, next.memoryBytes),
    dataWait: mean('dataWait'),
  };
}

function withoutCount({ count: _count, ...point }: Bucket): CurvePoint {
  return point;
}
