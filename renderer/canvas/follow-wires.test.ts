import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wireId } from '../../core/flow.ts';
import { flowOf } from '../../core/testing-flow.ts';
import { CATALOG, flowOfNumbers } from '../flow/testing-flows.ts';
import { canConnect, portsOf } from '../flow/wire-fit.ts';
import { connectablePorts } from './connect-choices.ts';
import { heirOf, nodesAlong, wiresAt } from './follow-wires.ts';

/*
 *  folder ──► local ──► length ──► data
 *                 └──────────────────┘
 */
const FLOW = flowOf(
  {
    folder: ['sources.folder'],
    local: ['captioners.local'],
    length: ['filters.length'],
    data: ['datasets.dataset'],
  },
  'folder.images>local.image',
  'local.caption>length.caption',
  'local.caption>data.captions',
  'length.kept>data.captions',
);

it('[KEY6] wires lead from node to node, each named once', () => {
  expect(nodesAlong(FLOW, 'local', 'output')).toEqual(['length', 'data']);
  expect(nodesAlong(FLOW, 'data', 'input')).toEqual(['local', 'length']);
  expect(nodesAlong(FLOW, 'folder', 'input')).toEqual([]);
  expect(wiresAt(FLOW, 'length').map(wireId)).toEqual([
    'local.caption>length.caption',
    'length.kept>data.captions',
  ]);
});

it('[KEY6] when a node goes, the focus goes along its wires, else to what is near', () => {
  expect(heirOf(FLOW, 'length', new Set(['length']))).toBe('local');
  expect(heirOf(FLOW, 'local', new Set(['local', 'folder']))).toBe('length');
  expect(heirOf(FLOW, 'folder', new Set(['folder', 'local']))).toBe('length');
  expect(heirOf(FLOW, 'data', new Set(['folder', 'local', 'length', 'data']))).toBeUndefined();
});

it('[KEY7] exactly the ports that a wire may go to are offered', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(999), { minLength: 1, maxLength: 80 }), (numbers) => {
      const flow = flowOfNumbers(numbers);
      for (const node of flow.nodes)
        for (const port of portsOf(CATALOG.get(node.type), 'output')) {
          const offered = connectablePorts(flow, CATALOG, { node: node.id, port: port.name, side: 'output' });
          const all = flow.nodes.flatMap((other) =>
            portsOf(CATALOG.get(other.type), 'input').map((input) => ({
              from: { node: node.id, port: port.name },
              to: { node: other.id, port: input.name },
            })),
          );
          const allowed = all.filter((wire) => canConnect(flow, CATALOG, wire)).map(wireId);
          expect(offered.map(({ wire }) => wireId(wire)).toSorted()).toEqual(allowed.toSorted());
        }
    }),
  );
});
