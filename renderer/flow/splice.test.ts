import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Flow, type Wire, wireId } from '../../core/flow.ts';
import { applyEdits } from '../../core/flow-edit.ts';
import { sortTopologically } from '../../core/flow-graph.ts';
import { flowOf } from '../../core/testing-flow.ts';
import { validateGraph } from '../../core/validate-flow.ts';
import { freshNode } from './flow-actions.ts';
import {
  healingWires,
  isUnwired,
  removeAndHealEdits,
  spliceEdits,
  spliceWires,
  takeOutEdits,
} from './splice.ts';
import { CATALOG, flowOfNumbers, someOf } from './testing-flows.ts';

const anyFlow = fc.array(fc.nat(999), { minLength: 1, maxLength: 80 }).map(flowOfNumbers);
const flowWithSome = fc
  .tuple(anyFlow, fc.nat(255))
  .map(([flow, bits]) => [flow, someOf(flow, bits)] as const);
const text = ({ from, to }: Wire) => `${from.node}.${from.port}>${to.node}.${to.port}`;
const wires = (flow: Flow) => flow.wires.map(text);
const FAULTS: ReadonlySet<string> = new Set(['PORT_UNKNOWN', 'PORT_MISMATCH', 'FLOW_CYCLE']);
/** Wires that say something false: unknown ports, types that do not meet, circles; and any that stand twice. */
function faults(flow: Flow): readonly unknown[] {
  const wrong = validateGraph(flow, CATALOG).filter(({ code }) => FAULTS.has(code));
  const twice = flow.wires.length - new Set(flow.wires.map(wireId)).size;
  return [
    ...wrong.map(({ message }) => message),
    ...sortTopologically(flow).cycle,
    ...(twice > 0 ? [twice] : []),
  ];
}

describe('splicing', () => {
  /*
   *  local ──► dataset      length (free)
   */
  const flow = flowOf(
    {
      local: ['captioners.local'],
      dataset: ['datasets.dataset'],
      length: ['filters.length'],
      folder: ['sources.folder'],
    },
    'local.caption>dataset.captions',
  );
  const [wire] = flow.wires as readonly [Wire];

  it('[EDIT3] a node that is dropped on a wire takes its place, kept port and all', () => {
    const edits = spliceEdits(flow, CATALOG, wire, { id: 'length', type: 'filters.length' });
    expect(wires(applyEdits(flow, edits ?? []))).toEqual([
      'local.caption>length.caption',
      'length.kept>dataset.captions',
    ]);
  });

  it('[EDIT3] what does not fit on both sides is not spliced in', () => {
    expect(spliceWires(flow, CATALOG, wire, { id: 'folder', type: 'sources.folder' })).toBeUndefined();
    expect(spliceWires(flow, CATALOG, wire, { id: 'x', type: 'unknown.thing' })).toBeUndefined();
    expect(spliceWires(flow, CATALOG, wire, { id: 'local', type: 'captioners.local' })).toBeUndefined();
  });

  it('[EDIT3] keeps every wire right, whatever is spliced wherever; taking it out again heals the wire', () => {
    fc.assert(
      fc.property(anyFlow, fc.constantFrom(...CATALOG.values()), fc.nat(), (before, type, pick) => {
        const chosen = before.wires[pick % Math.max(1, before.wires.length)];
        if (!chosen) return;
        const node = freshNode(before, type, { x: 0, y: 0 });
        const added = applyEdits(before, [{ kind: 'add-node', node }]);
        expect(isUnwired(added, node.id)).toBe(true);
        const edits = spliceEdits(added, CATALOG, chosen, node);
        if (!edits) return;
        const after = applyEdits(added, edits);
        expect(faults(after)).toEqual([]);
        expect(after.wires).toHaveLength(before.wires.length + 1);
        const healed = applyEdits(after, removeAndHealEdits(after, CATALOG, [node.id]));
        expect(wires(healed).toSorted()).toEqual(wires(before).toSorted());
        expect(healed.nodes).toStrictEqual(before.nodes);
      }),
    );
  });
});

describe('healing', () => {
  /*
   *  folder ──► local ──► length ──► length-2 ──► dataset
   *                          └ rejected ──► other
   */
  const flow = flowOf(
    {
      folder: ['sources.folder'],
      local: ['captioners.local'],
      length: ['filters.length'],
      'length-2': ['filters.length'],
      dataset: ['datasets.dataset'],
      other: ['datasets.dataset'],
    },
    'folder.images>local.image',
    'local.caption>length.caption',
    'length.kept>length-2.caption',
    'length.rejected>other.captions',
    'length-2.kept>dataset.captions',
  );

  it('[EDIT3] closes the gap that a row of nodes leaves; what was rejected goes nowhere', () => {
    expect(wires(applyEdits(flow, removeAndHealEdits(flow, CATALOG, ['length-2', 'length'])))).toEqual([
      'folder.images>local.image',
      'local.caption>dataset.captions',
    ]);
  });

  it('[EDIT3] leaves the gap where types do not meet', () => {
    expect(healingWires(flow, CATALOG, ['local'])).toEqual([]);
  });

  it('[EDIT3] nodes that are taken out keep the wires among them', () => {
    expect(wires(applyEdits(flow, takeOutEdits(flow, CATALOG, ['length', 'length-2'])))).toEqual([
      'folder.images>local.image',
      'length.kept>length-2.caption',
      'local.caption>dataset.captions',
    ]);
  });

  it('[EDIT3] keeps every wire right, and touches no other node', () => {
    fc.assert(
      fc.property(flowWithSome, ([before, ids]) => {
        for (const edits of [removeAndHealEdits(before, CATALOG, ids), takeOutEdits(before, CATALOG, ids)]) {
          const after = applyEdits(before, edits);
          expect(faults(after)).toEqual([]);
          const rest = (flowThen: Flow) => flowThen.nodes.filter(({ id }) => !ids.includes(id));
          expect(rest(after)).toStrictEqual(rest(before));
          const untouched = before.wires.filter(
            ({ from, to }) => !ids.includes(from.node) && !ids.includes(to.node),
          );
          expect(after.wires).toEqual(expect.arrayContaining([...untouched]));
        }
      }),
    );
  });
});
