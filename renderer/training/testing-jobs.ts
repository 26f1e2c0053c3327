import type { CurvePoint, TrainingJobSummary } from '../../core/training/training-job.ts';

/** A point of a small job's curves that stands for one step, unless told otherwise; for tests. */
export function curvePoint(step: number, facts: Partial<CurvePoint> = {}): CurvePoint {
  return {
    first: step,
    step,
    at: 1_764_000_000_000 + step * 10_000,
    epoch: step / 100,
    loss: 1,
    lossLow: 1,
    lossHigh: 1,
    learningRate: { projector: 2e-5 },
    gradNorm: 1,
    imagesPerSecond: 12,
    tokensPerSecond: 4000,
    memoryBytes: 2e9,
    dataWait: 0.01,
    ...facts,
  };
}

/** A job under way, unless told otherwise; for tests. */
export function jobLine(facts: Partial<TrainingJobSummary> = {}): TrainingJobSummary {
  return {
    key: '0'.repeat(32),
    node: 'train',
    title: 'Train',
    recipe: 'sft',
    state: 'training',
    isStopping: false,
    startedAt: 1_764_000_000_000,
    changedAt: 1_764_000_000_000,
    step: 10,
    steps: 100,
    warnings: 0,
    ...facts,
  };
}
