import { expect, it } from 'vitest';
import type { Flow } from '../../core/flow.ts';
import type { NodeCatalog, NodeDescriptor } from '../../core/node-descriptor.ts';
import type { NodeProgress, RunProgress } from '../../core/run.ts';
import { flowOf } from '../../core/testing-flow.ts';
import { frameProgress } from './frame-progress.ts';

const CAPTIONER = { shape: 'batch', outputs: [{ type: 'caption' }] } as unknown as NodeDescriptor;
const CATALOG: NodeCatalog = new Map([['captioners.test', CAPTIONER]]);
const FRAME = { id: 'frame', title: '', position: { x: 0, y: 0 }, width: 600, height: 300 };

/*  images ──▶ one ──▶ filter ──▶ dataset (outside)
        └────▶ two ──▶   */
const FLOW: Flow = (() => {
  const flow = flowOf(
    {
      images: ['sources.test'],
      one: ['captioners.test'],
      two: ['captioners.test'],
      filter: ['filters.test'],
      dataset: ['datasets.test'],
    },
    'images.images>one.image',
    'images.images>two.image',
    'one.caption>filter.caption',
    'two.caption>filter.caption',
    'filter.kept>dataset.captions',
  );
  const nodes = flow.nodes.map((node) =>
    node.id === 'dataset' ? { ...node, position: { x: 700, y: 0 } } : node,
  );
  return { ...flow, nodes };
})();

function run(...nodes: Partial<NodeProgress>[]): RunProgress {
  return {
    nodes: nodes.map((node) => ({ type: '', in: 0, pending: 0, state: 'running', ...node })),
  } as unknown as RunProgress;
}

it('[SEE1] a frame counts the captions of its captioners, of all that there will be', () => {
  const one = { id: 'one', type: 'captioners.test', in: 60, pending: 20, expected: 100 };
  const two = { id: 'two', type: 'captioners.test', in: 100, pending: 0, state: 'done' } as const;
  const of = (...nodes: Partial<NodeProgress>[]) => frameProgress(FLOW, FRAME, CATALOG, run(...nodes));
  expect(of(one, two)).toEqual({ done: 140, expected: 200, what: 'captions' });
  // As long as nobody knows how many there are, none is named.
  expect(of({ ...one, expected: undefined }, two)).toEqual({ done: 140, what: 'captions' });
});

it('[SEE1] a frame without captioners counts what its last nodes have settled; one of which nothing runs says nothing', () => {
  const small = { ...FRAME, position: { x: 650, y: 0 } };
  const dataset = { id: 'dataset', type: 'datasets.test', in: 5, pending: 5, state: 'waiting' } as const;
  expect(frameProgress(FLOW, small, CATALOG, run({ ...dataset, note: 'Waits for Length filter' }))).toEqual({
    done: 0,
    what: 'samples',
    note: 'Waits for Length filter',
  });
  expect(frameProgress(FLOW, small, CATALOG, run({ id: 'images' }))).toBeUndefined();
  expect(frameProgress(FLOW, small, CATALOG, null)).toBeUndefined();
});
