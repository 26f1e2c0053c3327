import { expect, it } from 'vitest';
import { z } from 'zod';
import { defineNode } from '../../core/define-node.ts';
import { EMPTY_FLOW, type Flow, type FlowNode } from '../../core/flow.ts';
import type { JsonObject } from '../../core/json.ts';
import { keep } from '../../core/verdict.ts';
import { upgradeFlow } from './upgrade-flow.ts';

const type = defineNode.each({
  type: 'filters.test',
  version: 4,
  title: 'Test',
  summary: 'For tests.',
  icon: 'x',
  inputs: {},
  outputs: {},
  params: z.object({}),
  reads: [],
  run: () => keep(),
  upgrades: {
    1: ({ min, ...rest }) => ({ ...rest, minimum: min ?? 0 }),
    3: (params) => {
      if (params.minimum === 'broken') throw new Error('not what version 3 had');
      return { ...params, unit: 'words' };
    },
  },
});
const types = new Map([[type.type, type]]);
const flow = (version: number, params: JsonObject, name = 'filters.test'): Flow => {
  const node: FlowNode = {
    id: 'test',
    type: name,
    version,
    title: '',
    position: { x: 0, y: 0 },
    mode: 'active',
    params,
    notes: '',
  };
  return { ...EMPTY_FLOW, nodes: [node] };
};

it('takes every step from the version that stands in the file', () => {
  const [node] = upgradeFlow(flow(1, { min: 3, other: true }), types).nodes;
  expect([node?.version, node?.params]).toEqual([4, { minimum: 3, other: true, unit: 'words' }]);
});

it('leaves present, newer and unknown nodes, and gives the same flow back', () => {
  for (const same of [flow(4, { a: 1 }), flow(9, { a: 1 }), flow(1, { a: 1 }, 'filters.unknown')])
    expect(upgradeFlow(same, types)).toBe(same);
});

it('leaves a node whose parameters were not what they should have been', () => {
  const broken = flow(3, { minimum: 'broken' });
  expect(upgradeFlow(broken, types)).toBe(broken);
});
