import { expect, it } from 'vitest';
import { formatLearningRate, formatLoss, formatMeasure } from './format-training.ts';

it.each([
  [1.13642, '1.136'],
  [2, '2.000'],
  [1.5, '1.500'],
  [-0.25, '−0.250'],
  [1234.5, '1,234.500'],
  [0.000234, '2.34e-4'],
  [0, '0.000'],
])('a loss of %f is written %s', (loss, text) => {
  expect(formatLoss(loss)).toBe(text);
});

it.each([
  [2e-5, '2e-5'],
  [6.9234e-6, '6.92e-6'],
  [0.001, '1e-3'],
  [0, '0'],
])('a learning rate of %f is written %s', (rate, text) => {
  expect(formatLearningRate(rate)).toBe(text);
});

it.each([
  [12.345, '12.3'],
  [1234.5, '1,235'],
  [0.0123, '0.0123'],
])('%f is measured as %s', (value, text) => {
  expect(formatMeasure(value)).toBe(text);
});
