import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_FLOW, type Flow, type FlowNode } from './flow.ts';
import { applyEdits, type FlowEdit, newNodeId, reserveIds } from './flow-edit.ts';
import { flowSchema } from './flow-schema.ts';
import { nodeOf } from './testing-flow.ts';

function node(id: string, type = 'filters.length'): FlowNode {
  return nodeOf(id, type);
}
const wire = (from: string, to: string) => ({
  from: { node: from, port: 'kept' },
  to: { node: to, port: 'caption' },
});

/*  a ──▶ b ──▶ c  */
const CHAIN = applyEdits(EMPTY_FLOW, [
  ...['a', 'b', 'c'].map((id): FlowEdit => ({ kind: 'add-node', node: node(id) })),
  { kind: 'connect', wire: wire('a', 'b') },
  { kind: 'connect', wire: wire('b', 'c') },
]);

describe('edits', () => {
  it('take the wires of a removed node with it', () => {
    const flow = applyEdits(CHAIN, [{ kind: 'remove-nodes', ids: ['b'] }]);
    expect(flow.nodes.map(({ id }) => id)).toEqual(['a', 'c']);
    expect(flow.wires).toEqual([]);
  });

  it('never give an id again, not even after its node is gone', () => {
    const flow = applyEdits(CHAIN, [{ kind: 'remove-nodes', ids: ['b'] }]);
    expect(newNodeId(flow, 'b')).toBe('b-2');
    expect(() => applyEdits(flow, [{ kind: 'add-node', node: node('b') }])).toThrow(/used before/);
  });

  it('keep one wire between two ports, however often it is drawn', () => {
    expect(applyEdits(CHAIN, [{ kind: 'connect', wire: wire('a', 'b') }])).toBe(CHAIN);
  });

  it('lay parameters over those that stand, and take reset ones back to their defaults', () => {
    const edited = applyEdits(CHAIN, [{ kind: 'set-params', id: 'a', params: { minimum: 20, maximum: 90 } }]);
    const reset = applyEdits(edited, [
      { kind: 'set-params', id: 'a', params: { minimum: 30 }, reset: ['maximum'] },
    ]);
    expect(reset.nodes[0]?.params).toEqual({ minimum: 30 });
  });

  it('refuse what does not fit with a code and leave the flow as it was', () => {
    const before = structuredClone(CHAIN);
    for (const edit of [
      { kind: 'add-node', node: node('a') },
      { kind: 'set-params', id: 'gone', params: {} },
      { kind: 'connect', wire: wire('a', 'gone') },
    ] satisfies FlowEdit[]) {
      expect(() => applyEdits(CHAIN, [edit])).toThrow(expect.objectContaining({ code: 'FLOW_EDIT' }));
    }
    expect(CHAIN).toEqual(before);
  });

  it('keep ids that were used when the whole flow is replaced', () => {
    const replaced = applyEdits(CHAIN, [{ kind: 'replace', flow: EMPTY_FLOW }]);
    expect(newNodeId(replaced, 'a')).toBe('a-2');
  });
});

const ids = fc.constantFrom('a', 'b', 'c', 'd');
const edits: fc.Arbitrary<FlowEdit> = fc.oneof(
  ids.map((id): FlowEdit => ({ kind: 'add-node', node: node(id) })),
  fc.array(ids).map((gone): FlowEdit => ({ kind: 'remove-nodes', ids: gone })),
  fc
    .tuple(ids, fc.integer({ min: -1000, max: 1000 }))
    .map(([id, x]): FlowEdit => ({ kind: 'move', moves: [{ id, position: { x, y: 0 } }] })),
  fc.tuple(ids, ids).map(([from, to]): FlowEdit => ({ kind: 'connect', wire: wire(from, to) })),
  fc.tuple(ids, ids).map(([from, to]): FlowEdit => ({ kind: 'disconnect', wire: wire(from, to) })),
  fc
    .tuple(ids, fc.jsonValue())
    .map(([id, value]): FlowEdit => ({ kind: 'set-params', id, params: { value: value as never } })),
);

it('any sequence of edits that is accepted gives a flow that can be stored and read back the same', () => {
  fc.assert(
    fc.property(fc.array(edits, { maxLength: 30 }), (list) => {
      let flow: Flow = EMPTY_FLOW;
      for (const edit of list) {
        try {
          flow = applyEdits(flow, [edit]);
        } catch (error) {
          expect(error).toMatchObject({ code: 'FLOW_EDIT' });
        }
      }
      const known = new Set(flow.nodes.map(({ id }) => id));
      expect(known.size).toBe(flow.nodes.length);
      for (const { from, to } of flow.wires) expect(known.has(from.node) && known.has(to.node)).toBe(true);
      const text = JSON.stringify(flow);
      expect(JSON.parse(JSON.stringify(flowSchema.parse(JSON.parse(text))))).toEqual(JSON.parse(text));
    }),
  );
});

describe('[EDIT1] what a flow may say since', () => {
  it('a node is collapsed and shown in full again, and then says nothing about it', () => {
    const set = (flow: Flow, collapsed: boolean) =>
      applyEdits(flow, [{ kind: 'set-node', id: 'b', collapsed }]);
    expect(set(CHAIN, true).nodes[1]?.collapsed).toBe(true);
    expect(set(set(CHAIN, true), false)).toStrictEqual(CHAIN);
  });

  it('a flow without collapsed nodes, note heights and frame colours is read as before', () => {
    const old = { format: 1, nodes: [{ id: 'a', type: 'x.y' }], frames: [frame({})], notes: [note({})] };
    expect(flowSchema.parse(old)).toStrictEqual({
      ...EMPTY_FLOW,
      nodes: [nodeOf('a', 'x.y')],
      frames: [frame({})],
      notes: [note({})],
    });
    const now = { ...old, frames: [frame({ colour: 'teal' })], notes: [note({ height: 80 })] };
    expect(flowSchema.parse(now)).toMatchObject({ frames: [{ colour: 'teal' }], notes: [{ height: 80 }] });
    expect(flowSchema.safeParse({ ...old, frames: [frame({ colour: '#f00' })] }).success).toBe(false);
  });

  it('edits of one kind in a row do what they do one by one', () => {
    const stem = fc.constantFrom('a', 'b', 'length', 'constructor');
    const edit: fc.Arbitrary<FlowEdit> = fc.oneof(
      fc.tuple(stem, fc.integer({ min: 1, max: 9 })).map(
        ([name, number]): FlowEdit => ({
          kind: 'add-node',
          node: node(number === 1 ? name : `${name}-${number}`),
        }),
      ),
      fc.tuple(stem, stem).map(([from, to]): FlowEdit => ({ kind: 'connect', wire: wire(from, to) })),
    );
    const outcome = (work: () => Flow) => {
      try {
        return work();
      } catch (thrown) {
        return String(thrown);
      }
    };
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 12 }), (edits) => {
        expect(outcome(() => applyEdits(CHAIN, edits))).toStrictEqual(
          outcome(() => edits.reduce((flow, each) => applyEdits(flow, [each]), CHAIN)),
        );
      }),
    );
  });

  it('ids that stand in a flow count as given out', () => {
    const flow = reserveIds({ ...CHAIN, usedIds: {}, notes: [{ ...note({}), id: 'constructor-4' }] });
    expect([newNodeId(flow, 'a'), newNodeId(flow, 'constructor'), newNodeId(flow, 'new')]).toEqual([
      'a-2',
      'constructor-5',
      'new',
    ]);
  });
});

function frame(more: Record<string, unknown>) {
  return { id: 'frame', position: { x: 0, y: 0 }, width: 100, height: 100, title: 'A', ...more };
}

function note(more: Record<string, unknown>) {
  return { id: 'note', position: { x: 0, y: 0 }, width: 100, text: 'A', ...more };
}
