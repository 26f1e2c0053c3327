import { expect, it } from 'vitest';
import { flowOf } from '../../core/testing-flow.ts';
import { CATALOG } from '../flow/testing-flows.ts';
import { trainingStages } from './training-stages.ts';

const model = { name: 'model', label: 'model', type: 'model', required: true } as const;
const dataset = { name: 'dataset', label: 'dataset', type: 'dataset', required: true } as const;
const type = (name: string, outputs: readonly (typeof model)[]) =>
  ({
    type: name,
    version: 1,
    shape: 'job',
    category: 'training',
    title: name,
    summary: '',
    icon: 'box',
    synonyms: [],
    inputs: [dataset, { ...model, required: false }],
    outputs,
    params: {},
    defaults: {},
  }) as const;
const catalog = new Map([
  ...CATALOG,
  ['training.any', type('training.any', [model])],
  ['training.table', type('training.table', [])],
]);

it('[SCREEN6] stages are the nodes that train a model, in the order in which data reaches them', () => {
  //  data ─▶ first ─▶ second ─▶ third      table trains nothing
  const flow = flowOf(
    {
      third: ['training.any'],
      table: ['training.table'],
      second: ['training.any'],
      data: ['datasets.dataset'],
      first: ['training.any'],
    },
    'data.dataset>first.dataset',
    'first.model>second.model',
    'second.model>third.model',
  );
  expect(trainingStages(flow, catalog).map(({ id }) => id)).toEqual(['first', 'second', 'third']);
});

it('[SCREEN6] a circle, an unknown type and a muted node do not stand against drawing them', () => {
  const flow = flowOf(
    { one: ['training.any'], other: ['training.any'], unknown: ['training.gone'] },
    'one.model>other.model',
    'other.model>one.model',
  );
  expect(trainingStages(flow, catalog)).toHaveLength(2);
  const muted = { ...flow, nodes: flow.nodes.map((node) => ({ ...node, mode: 'muted' as const })) };
  expect(trainingStages(muted, catalog)).toEqual([]);
});
