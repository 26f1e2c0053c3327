import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Flow, type FlowNode, findNode, type Wire } from '../../../core/flow.ts';
import { downstreamOf } from '../../../core/flow-graph.ts';
import type { JsonObject } from '../../../core/json.ts';
import { portFits } from '../../../core/port.ts';
import { flowOf } from '../../../core/testing-flow.ts';
import { planRun } from '../../run/plan.ts';
import { createNodeLibrary } from '../node-library.ts';
import { workMarks } from './work-marks.ts';

const library = createNodeLibrary();
const marksOf = (flow: Flow) => workMarks(planRun(flow, library, {}));
const workOf = (flow: Flow) => new Map([...marksOf(flow)].map(([id, { work }]) => [id, work]));

/** Nodes whose work differs between a flow and the same with other parameters of one node. */
function worksAgain(flow: Flow, id: string, params: JsonObject): string[] {
  const [before, after] = [workOf(flow), workOf(withParams(flow, id, params))];
  return [...after].filter(([each, work]) => before.get(each) !== work).map(([each]) => each);
}

function withParams(flow: Flow, id: string, params: JsonObject): Flow {
  const change = (node: FlowNode) =>
    node.id === id ? { ...node, params: { ...node.params, ...params } } : node;
  return { ...flow, nodes: flow.nodes.map(change) };
}

/** A change that can alter results, by type. */
const CHANGES: Readonly<Record<string, JsonObject>> = {
  'sources.folder': { include: ['a/**'] },
  'prompts.text': { text: 'Say more.' },
  'prompts.compose': { base: 'Say more.' },
  'captioners.endpoint': { temperature: 0.9 },
  'captioners.local': { temperature: 0.9 },
  'captioners.existing': { which: 2 },
  'filters.length': { minimum: 77 },
  'filters.near-duplicates': { maxDistance: 1 },
  'filters.same-caption': { images: 9 },
  'datasets.dataset': { heldOut: 0.5 },
};
const TYPES = Object.keys(CHANGES);

/** Any flow that can run: each input takes ports of nodes before it that fit, the first always one. */
const anyFlow = fc
  .tuple(
    fc.array(fc.constantFrom(...TYPES), { minLength: 2, maxLength: 9 }),
    fc.array(fc.nat(1000), { minLength: 40, maxLength: 40 }),
  )
  .map(([types, draws]) => {
    let at = 0;
    const draw = () => draws[at++ % draws.length] ?? 0;
    const all = ['sources.folder', ...types];
    const nodes = all.map((type, index): FlowNode => {
      const params: JsonObject = type === 'captioners.endpoint' ? { endpoint: 'test' } : {};
      return {
        id: `n${index}`,
        type,
        version: 1,
        title: '',
        position: { x: 0, y: 0 },
        mode: 'active',
        params,
        notes: '',
      };
    });
    const wires = nodes.flatMap((node, index) => wiresTo(node, nodes.slice(0, index), draw));
    return { ...flowOf({}), nodes, wires } satisfies Flow;
  });

function wiresTo(node: FlowNode, earlier: readonly FlowNode[], draw: () => number): Wire[] {
  const inputs = Object.entries(library.types.get(node.type)?.inputs ?? {});
  return inputs.flatMap(([port, input]) => {
    const fitting = earlier.flatMap((from) =>
      Object.entries(library.types.get(from.type)?.outputs ?? {})
        .filter(([, output]) => portFits(output.type, input.type))
        .map(([out]) => ({ from: { node: from.id, port: out }, to: { node: node.id, port } })),
    );
    const first = fitting[draw() % Math.max(1, fitting.length)];
    const second = draw() % 3 === 0 ? fitting[draw() % Math.max(1, fitting.length)] : undefined;
    const chosen = [first, second].filter((wire) => wire !== undefined);
    return chosen.filter((wire, index) => index === 0 || wire.from.node !== chosen[0]?.from.node);
  });
}

/** A flow with one of its planned nodes. */
const anyChange = fc.tuple(anyFlow, fc.nat(1000)).map(([flow, draw]) => {
  const planned = [...marksOf(flow).keys()];
  const node = findNode(flow, planned[draw % planned.length] ?? 'n0') as FlowNode;
  return { flow, node, params: CHANGES[node.type] ?? {} };
});

describe('[FORM8] work marks', () => {
  it('what stands before a change, or beside it, never runs again', () => {
    fc.assert(
      fc.property(anyChange, ({ flow, node, params }) => {
        const again = worksAgain(flow, node.id, params);
        const behind = downstreamOf(flow, [node.id]);
        expect(again).toContain(node.id);
        expect(again.filter((id) => !behind.has(id))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('a filter and a source never make a captioner ask again about the same sample', () => {
    fc.assert(
      fc.property(anyChange, ({ flow, node, params }) => {
        if (!/^(filters|sources)\./.test(node.type)) return;
        const asked = worksAgain(flow, node.id, params).filter(
          (id) => findNode(flow, id)?.type === 'captioners.endpoint',
        );
        expect(asked).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('names, places, notes and parameters without effect change nothing', () => {
    const without: JsonObject = { concurrency: 9, truncated: 'keep', batchSize: 3, hosts: 2 };
    fc.assert(
      fc.property(anyChange, ({ flow, node }) => {
        const known = library.catalog.get(node.type)?.params ?? {};
        const params = Object.fromEntries(Object.entries(without).filter(([name]) => name in known));
        const looks = { title: 'Other', position: { x: 9, y: 9 }, notes: 'x' };
        const changed = withParams(flow, node.id, params);
        const nodes = changed.nodes.map((each) => (each.id === node.id ? { ...each, ...looks } : each));
        expect(marksOf({ ...changed, nodes })).toEqual(marksOf(flow));
      }),
    );
  });

  // images ─ prompt ─ first ─┬ kept ──────────── filter ─ dataset
  //                          └ rejected ─ second ─┘
  const cascade = flowOf(
    {
      images: ['sources.folder', {}],
      prompt: ['prompts.compose', {}],
      first: ['captioners.endpoint', { endpoint: 'a' }],
      second: ['captioners.endpoint', { endpoint: 'b' }],
      filter: ['filters.length', {}],
      dataset: ['datasets.dataset', {}],
    },
    'images.images>prompt.image',
    'prompt.prompted>first.image',
    'first.caption>filter.caption',
    'first.rejected>second.image',
    'second.caption>filter.caption',
    'filter.kept>dataset.captions',
  );

  it.each([
    ['prompt', { base: 'Other.' }, ['prompt', 'first', 'second', 'filter', 'dataset']],
    ['prompt', { questions: ['What is it?'] }, ['prompt', 'dataset']],
    ['first', { temperature: 1 }, ['first', 'filter', 'dataset']],
    ['second', { temperature: 1 }, ['second', 'filter', 'dataset']],
    ['filter', { minimum: 9 }, ['filter', 'dataset']],
    ['dataset', { heldOut: 0.3 }, ['dataset']],
    ['images', { include: ['x/**'] }, ['images', 'dataset']],
  ])('of %s with %j works again: %j', (id, params, again) => {
    expect(worksAgain(cascade, id, params)).toEqual(again);
  });
});
