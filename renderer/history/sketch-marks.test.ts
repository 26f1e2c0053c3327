import { expect, it } from 'vitest';
import { compareFlows } from '../../core/compare-flows.ts';
import { flowOf } from '../../core/testing-flow.ts';
import { sketchMarks } from './sketch-marks.ts';

it('[HIST8] marks what is gone in the earlier flow, what came in the later one, and what changed in both', () => {
  const then = flowOf({ old: ['filters.length'], kept: ['filters.length'], moved: ['filters.length'] });
  const later = flowOf({
    kept: ['filters.length', { minimum: 5 }],
    moved: ['filters.length'],
    new: ['filters.length'],
  });
  const now = {
    ...later,
    nodes: later.nodes.map((node) => (node.id === 'moved' ? { ...node, position: { x: 40, y: 0 } } : node)),
  };
  const difference = compareFlows(then, now);
  expect(Object.fromEntries(sketchMarks(difference, 'then'))).toEqual({ old: 'removed', kept: 'changed' });
  expect(Object.fromEntries(sketchMarks(difference, 'now'))).toEqual({ new: 'added', kept: 'changed' });
});
