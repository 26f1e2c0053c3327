import { expect, it } from 'vitest';
import { lossSeries } from './chart/loss-series.ts';
import { heldOutOf, readCurves } from './read-curves.ts';
import { curvePoint } from './testing-jobs.ts';

const points = [1, 2, 3, 4].map((step) => curvePoint(step, { loss: 5 - step }));
const series = lossSeries(points, 0);

it('[SCREEN4] the crosshair reads every curve at the step that is nearest', () => {
  const overlays = [
    {
      label: 'run #9',
      series: lossSeries(
        points.slice(0, 3).map((p) => ({ ...p, loss: 9 })),
        0,
      ),
    },
  ];
  expect(readCurves(1.6, points, series, overlays, [{ step: 2, loss: 3.5 }], [2])).toEqual({
    step: 2,
    title: 'Step 2',
    isCheckpoint: true,
    values: [
      ['train, smoothed', '3.000'],
      ['train', '3.000'],
      ['held out', '3.500'],
      ['run #9', '9.000'],
    ],
  });
  // The other job has ended before.
  expect(readCurves(99, points, series, overlays, [], [])?.values).toEqual([
    ['train, smoothed', '1.000'],
    ['train', '1.000'],
  ]);
});

it('[SCREEN4] a point that stands for several steps says so, with the range of its loss', () => {
  const wide = [curvePoint(8, { first: 1, loss: 2, lossLow: 1, lossHigh: 3 })];
  expect(readCurves(5, wide, lossSeries(wide, 0), [], [{ step: 4, loss: 2.5 }], [])).toMatchObject({
    title: 'Steps 1–8',
    values: [
      ['train, smoothed', '2.000'],
      ['train, mean', '2.000'],
      ['lowest to highest', '1.000–3.000'],
      ['held out', '2.500'],
    ],
  });
});

it('a job without steps has nothing to read', () => {
  expect(readCurves(1, [], lossSeries([], 0), [], [], [])).toBeUndefined();
  expect(heldOutOf(undefined)).toEqual([]);
});
