import { expect, it } from 'vitest';
import type { TrainingJob } from '../../core/training/training-job.ts';
import { compareForecast, secondsPerStep } from './compare-forecast.ts';
import { NO_CURVE } from './known-curve.ts';
import { curvePoint, jobLine } from './testing-jobs.ts';

const points = [1, 2, 3, 4].map((step) => curvePoint(step, { memoryBytes: 56.9e9 }));
const curve = { generation: 0, stride: 1, points };
const job = {
  ...jobLine({ steps: 360 }),
  checkpoints: [{ step: 100, path: '', bytes: 12e9, at: 0, isBest: true }],
} as unknown as TrainingJob;
const forecast = {
  at: 0,
  steps: 360,
  seconds: 3600,
  diskBytes: 41e9,
  memoryBytes: 56.7e9,
} as const;

it('[SCREEN9] what was forecast stands against what is so, and says where they differ', () => {
  expect(compareForecast({ ...job, forecast }, curve)).toEqual([
    { name: 'memory', forecast: 56.7e9, now: 56.9e9, isAsForecast: true },
    { name: 'time', forecast: 3600, now: 3600, isAsForecast: true },
    // Fewer checkpoints than there will be are no difference.
    { name: 'disk', forecast: 41e9, now: 12e9, isAsForecast: true },
    { name: 'steps', forecast: 360, now: 360, isAsForecast: true },
  ]);
  const slower = compareForecast({ ...job, forecast: { ...forecast, seconds: 1800, diskBytes: 1e9 } }, curve);
  expect(slower.filter(({ isAsForecast }) => !isAsForecast).map(({ name }) => name)).toEqual([
    'time',
    'disk',
  ]);
});

it('[SCREEN9] without a forecast nothing is judged, and what is known of neither is left out', () => {
  expect(compareForecast(job, curve).map(({ isAsForecast }) => isAsForecast)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(compareForecast({ ...job, checkpoints: [] }, NO_CURVE).map(({ name }) => name)).toEqual(['steps']);
});

it('[SCREEN9] a day on which a job stood still is not in its pace', () => {
  const late = points.map((point) => (point.step > 3 ? { ...point, at: point.at + 86_400_000 } : point));
  expect(secondsPerStep(late)).toBe(10);
  expect(secondsPerStep([])).toBeUndefined();
  expect(secondsPerStep(points.slice(0, 1))).toBeUndefined();
});
