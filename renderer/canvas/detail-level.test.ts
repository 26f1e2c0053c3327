import { expect, it } from 'vitest';
import { detailAt } from './detail-level.ts';

it('shows full cards from 60 %, small ones from 25 %, boxes below', () => {
  expect([2, 0.6, 0.599, 0.25, 0.249, 0.1].map(detailAt)).toEqual([0, 0, 1, 1, 2, 2]);
});
