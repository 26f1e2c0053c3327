import { describe, expect, it } from 'vitest';
import { EMPTY_FLOW, type Flow, type FlowNode, type Wire } from '../../core/flow.ts';
import { applyEdits } from '../../core/flow-edit.ts';
import { nodeOf } from '../../core/testing-flow.ts';
import { freePlace, freshNode, idStem, neighbour } from './flow-actions.ts';
import { LENGTH } from './testing-flows.ts';

const node = (id: string, type: string, x = 0, y = 0): FlowNode => ({
  ...nodeOf(id, type),
  position: { x, y },
});
const wire = (from: string, fromPort: string, to: string, toPort: string): Wire => ({
  from: { node: from, port: fromPort },
  to: { node: to, port: toPort },
});
/*
 *  images ──► local ──► length
 *                          │
 *                        length-2 (below)
 */
const flow: Flow = applyEdits(EMPTY_FLOW, [
  { kind: 'add-node', node: node('folder', 'sources.folder') },
  { kind: 'add-node', node: node('local', 'captioners.local', 280) },
  { kind: 'add-node', node: node('length', 'filters.length', 560) },
  { kind: 'add-node', node: node('length-2', 'filters.length', 560, 200) },
  { kind: 'connect', wire: wire('folder', 'images', 'local', 'image') },
  { kind: 'connect', wire: wire('local', 'caption', 'length', 'caption') },
]);

describe('idStem()', () => {
  it('makes ids that the engine takes', () => {
    expect(['captioners.endpoint', 'filters.top-2', 'x.9'].map(idStem)).toEqual(['endpoint', 'top', 'node']);
  });
  it('never gives an id twice', () => {
    expect(freshNode(flow, LENGTH, { x: 3, y: 11 })).toMatchObject({
      id: 'length-3',
      position: { x: 0, y: 20 },
    });
  });
});

describe('freePlace() and neighbour()', () => {
  it('goes down until nothing is covered', () => {
    expect(freePlace(flow, { x: 0, y: 0 })).toEqual({ x: 0, y: 240 });
    expect(freePlace(flow, { x: 2000, y: 0 })).toEqual({ x: 2000, y: 0 });
  });
  it('finds the next node in a direction', () => {
    expect(neighbour(flow, 'local', 'right')).toBe('length');
    expect(neighbour(flow, 'length', 'down')).toBe('length-2');
    expect(neighbour(flow, 'length', 'left')).toBe('local');
    expect(neighbour(flow, 'folder', 'left')).toBeUndefined();
  });
});
