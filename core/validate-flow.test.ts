import { expect, it } from 'vitest';
import { z } from 'zod';
import { defineNode, type NodeType } from './define-node.ts';
import { describeNode } from './describe-node.ts';
import { EMPTY_FLOW, type Flow } from './flow.ts';
import { flowOf } from './testing-flow.ts';
import { validateGraph } from './validate-flow.ts';
import { keep } from './verdict.ts';

const source = defineNode.source({
  type: 'sources.test',
  version: 1,
  title: 'Images',
  summary: 'Gives images.',
  icon: 'folder',
  inputs: {},
  outputs: { images: { type: 'image' } },
  params: z.object({}),
  async *run() {
    yield* [];
  },
});
const filter = defineNode.each({
  type: 'filters.test',
  version: 1,
  title: 'Filter',
  summary: 'Keeps all.',
  icon: 'ruler',
  inputs: { caption: { type: 'caption' } },
  outputs: { kept: { type: 'caption' } },
  params: z.object({
    minimum: z.int().min(0).default(20).meta({ label: 'At least', unit: 'characters', card: true }),
  }),
  reads: ['caption'],
  run: () => keep(),
});
const catalog = new Map(([source, filter] as NodeType[]).map((type) => [type.type, describeNode(type)]));

function flow(nodes: Record<string, string>, ...wires: [string, string][]): Flow {
  return flowOf(
    Object.fromEntries(Object.entries(nodes).map(([id, type]) => [id, [type]])),
    ...wires.map(([from, to]) => `${from}>${to}`),
  );
}

it('[RUN1] lists all problems of a flow at once, each on its node with what to do', () => {
  const problems = validateGraph(
    flow(
      { images: 'sources.test', filter: 'filters.test', lonely: 'filters.test', odd: 'acme.depth' },
      ['images.images', 'filter.caption'],
      ['filter.nothing', 'odd.image'],
      ['images.images', 'gone.caption'],
    ),
    catalog,
  );
  expect(problems.map(({ code, node }) => [code, node])).toEqual([
    ['INPUT_MISSING', 'lonely'],
    ['NODE_UNKNOWN', 'odd'],
    ['PORT_MISMATCH', 'filter'],
    ['PORT_UNKNOWN', 'filter'],
    ['FLOW_INVALID', undefined],
  ]);
  for (const { remedy, message } of problems)
    expect([message, remedy].every((text) => text.endsWith('.'))).toBe(true);
});

it('[RUN1] finds a circle', () => {
  const problems = validateGraph(
    flow({ a: 'filters.test', b: 'filters.test' }, ['a.kept', 'b.caption'], ['b.kept', 'a.caption']),
    catalog,
  );
  expect(problems).toMatchObject([{ code: 'FLOW_CYCLE', message: 'The wires go round in a circle: a, b.' }]);
});

it('says that an empty flow is empty', () => {
  expect(validateGraph(EMPTY_FLOW, catalog)).toMatchObject([{ code: 'FLOW_INVALID' }]);
});

it('describes a node type as data, with the hints of its parameters', () => {
  expect(catalog.get('filters.test')).toMatchObject({
    shape: 'each',
    category: 'filters',
    inputs: [{ name: 'caption', label: 'caption', type: 'caption', required: true }],
    params: {
      minimum: {
        type: 'integer',
        minimum: 0,
        default: 20,
        label: 'At least',
        unit: 'characters',
        card: true,
      },
    },
    defaults: { minimum: 20 },
  });
});

it('lets a node type see only the facets that it declares', () => {
  defineNode.each({
    type: 'filters.other',
    version: 1,
    title: 'Other',
    summary: 'Keeps all.',
    icon: 'ruler',
    inputs: { caption: { type: 'caption' } },
    outputs: { kept: { type: 'caption' } },
    params: z.object({}),
    reads: ['caption'],
    run: (sample) => {
      // @ts-expect-error the image was not declared and so is not there to be read
      const undeclared = sample.image;
      return undeclared === undefined ? keep() : keep();
    },
  });
});
