import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyDifference, compareFlows, isSameFlow, isSameWork, workChanges } from './compare-flows.ts';
import { EMPTY_FLOW, type Flow, type FlowNode, FRAME_COLOURS } from './flow.ts';
import type { Json, JsonObject } from './json.ts';
import { flowOf } from './testing-flow.ts';

/** Records as JSON has them. */
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(model, { noNullPrototype: true });
const words = fc.constantFrom('images', 'prompt', 'captioner', 'filter', 'filter-2', 'dataset');
const point = record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) });
const params = fc.dictionary(
  fc.oneof(fc.constantFrom('minimum', 'text', '__proto__', 'constructor'), fc.string({ maxLength: 8 })),
  // Written and read once: the minus of −0 does not survive that, and does not count as a difference.
  fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as Json),
  { maxKeys: 4, noNullPrototype: true },
) as fc.Arbitrary<JsonObject>;
const node: fc.Arbitrary<FlowNode> = fc.record(
  {
    id: words,
    type: fc.constantFrom('filters.length', 'filters.text', 'unknown.thing'),
    version: fc.integer({ min: 1, max: 3 }),
    title: fc.string({ maxLength: 5 }),
    position: point,
    width: fc.integer({ min: 200, max: 300 }),
    collapsed: fc.boolean(),
    mode: fc.constantFrom('active', 'bypassed', 'muted'),
    params,
    notes: fc.string({ maxLength: 5 }),
  },
  {
    requiredKeys: ['id', 'type', 'version', 'title', 'position', 'mode', 'params', 'notes'],
    noNullPrototype: true,
  },
);
const end = record({ node: words, port: fc.constantFrom('kept', 'rejected') });
const side = fc.integer({ min: 20, max: 90 });
const byId = { selector: ({ id }: { readonly id: string }) => id };
const flows: fc.Arbitrary<Flow> = record({
  format: fc.constant(1 as const),
  nodes: fc.uniqueArray(node, byId),
  wires: fc.uniqueArray(record({ from: end, to: end }), {
    selector: ({ from, to }) => `${from.node}.${from.port}>${to.node}.${to.port}`,
  }),
  notes: fc.uniqueArray(
    fc.record(
      { id: words, position: point, width: side, height: side, text: fc.string() },
      { requiredKeys: ['id', 'position', 'width', 'text'], noNullPrototype: true },
    ),
    byId,
  ),
  frames: fc.uniqueArray(
    fc.record(
      {
        id: words,
        position: point,
        width: fc.constant(100),
        height: side,
        title: fc.string(),
        colour: fc.constantFrom(...FRAME_COLOURS),
      },
      { requiredKeys: ['id', 'position', 'width', 'height', 'title'], noNullPrototype: true },
    ),
    byId,
  ),
  usedIds: fc.constant({}),
});

describe('compareFlows', () => {
  it('[HIST5] a flow does not differ from itself', () => {
    fc.assert(fc.property(flows, (flow) => isSameFlow(compareFlows(flow, structuredClone(flow)))));
  });

  it('[HIST5] the differences explain everything: made in the one flow, they give the other', () => {
    fc.assert(
      fc.property(flows, flows, (before, after) => {
        // Not strictly: that looks at `constructor`, which a stranger's parameter may be called.
        expect(applyDifference(before, compareFlows(before, after))).toEqual(after);
      }),
    );
  });

  it('[HIST5] nothing that differs is called the same', () => {
    fc.assert(
      fc.property(flows, flows, (before, after) => {
        const same = isSameFlow(compareFlows(before, after));
        expect(same).toBe(JSON.stringify(sorted(before)) === JSON.stringify(sorted(after)));
      }),
    );
  });

  it('[HIST5] says old and new of every parameter, and what came and went', () => {
    //  images → filter → dataset   becomes   images → filter, images → other
    const before = flowOf(
      {
        images: ['sources.folder'],
        filter: ['filters.length', { minimum: 10 }],
        dataset: ['datasets.dataset'],
      },
      'images.images>filter.caption',
      'filter.kept>dataset.captions',
    );
    const after = flowOf(
      {
        images: ['sources.folder'],
        filter: ['filters.length', { minimum: 50, unit: 'words' }],
        other: ['filters.text'],
      },
      'images.images>filter.caption',
      'images.images>other.caption',
    );
    const difference = compareFlows(before, after);
    expect({
      added: difference.added.map(({ id }) => id),
      removed: difference.removed.map(({ id }) => id),
      changed: difference.changed,
      wires: [difference.wiresAdded.length, difference.wiresRemoved.length],
    }).toEqual({
      added: ['other'],
      removed: ['dataset'],
      changed: [
        {
          id: 'filter',
          fields: [],
          params: [
            { name: 'minimum', before: 10, after: 50 },
            { name: 'unit', after: 'words' },
          ],
        },
      ],
      wires: [1, 1],
    });
  });

  it('[HIST5] what only looks different is the same work', () => {
    const flow = flowOf({ filter: ['filters.length'] });
    const [filter] = flow.nodes;
    const moved: Flow = {
      ...flow,
      nodes: flow.nodes.map((one) => ({ ...one, title: 'Short ones', position: { x: 20, y: 0 } })),
    };
    const muted: Flow = { ...flow, nodes: flow.nodes.map((one) => ({ ...one, mode: 'muted' as const })) };
    expect(filter?.title).toBe('');
    expect([isSameWork(compareFlows(flow, moved)), isSameFlow(compareFlows(flow, moved))]).toEqual([
      true,
      false,
    ]);
    expect(isSameWork(compareFlows(flow, muted))).toBe(false);
    expect(compareFlows(flow, muted).changed.flatMap(workChanges)).toEqual([
      { name: 'mode', before: 'active', after: 'muted' },
    ]);
    expect(isSameWork(compareFlows(EMPTY_FLOW, flow))).toBe(false);
  });
});

/** The same flow written the same way: key order of parameters does not count. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, item]) => [name, sorted(item)]);
}
