import type { TrainingJob } from '../../core/training/training-job.ts';
import type { KnownCurve } from './known-curve.ts';

/** A quantity that was forecast and is measured: bytes, seconds, or a count. */
export interface ForecastLine {
  readonly name: 'memory' | 'time' | 'disk' | 'steps' | 'samples';
  readonly forecast: number | undefined;
  readonly now: number | undefined;
  /** Undefined where there is nothing to compare. */
  readonly isAsForecast: boolean | undefined;
}

/** By how much a measured quantity may miss its forecast: the trainer's estimate of memory is good to ±15 %. */
const TOLERANCE = 0.15;

/** Median time of a step, seconds: what lies between two points while a job is paused or writes a checkpoint does not count. */
export function secondsPerStep(points: KnownCurve['points']): number | undefined {
  const paces = points
    .slice(1)
    .map((point, index) => {
      const before = points[index];
      return before ? (point.at - before.at) / 1000 / (point.step - before.step) : Number.NaN;
    })
    .filter((pace) => pace >= 0 && Number.isFinite(pace))
    .sort((a, b) => a - b);
  return paces[Math.floor(paces.length / 2)];
}

/** What is known of a job against what was forecast for its node; lines of which neither is known are left out. */
export function compareForecast(job: TrainingJob, { points }: KnownCurve): readonly ForecastLine[] {
  const { forecast } = job;
  const last = points.at(-1);
  const pace = secondsPerStep(points);
  const seconds = pace === undefined || job.steps === undefined ? undefined : pace * job.steps;
  const disk = job.checkpoints.reduce((sum, { bytes }) => sum + bytes, 0);
  const lines = [
    line('memory', forecast?.memoryBytes, last?.memoryBytes),
    line('time', forecast?.seconds, seconds),
    // While it runs there are fewer checkpoints than there will be: more than was forecast is a difference, less is not.
    line('disk', forecast?.diskBytes, disk > 0 ? disk : undefined, true),
    line('steps', forecast?.steps, job.steps),
    line('samples', forecast?.samples, job.plan?.samples),
  ];
  return lines.filter(({ forecast: told, now }) => told !== undefined || now !== undefined);
}

function line(
  name: ForecastLine['name'],
  forecast: number | undefined,
  now: number | undefined,
  isMost = false,
): ForecastLine {
  if (forecast === undefined || now === undefined) return { name, forecast, now, isAsForecast: undefined };
  const isOver = now > forecast * (1 + TOLERANCE);
  const isUnder = now < forecast * (1 - TOLERANCE);
  return { name, forecast, now, isAsForecast: !isOver && (isMost || !isUnder) };
}
