import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_FLOW, type Flow, type FlowNode } from './flow.ts';
import { applyEdits, type FlowEdit, newNodeId } from './flow-edit.ts';
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
