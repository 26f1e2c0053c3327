import { describe, expect, it } from 'vitest';
import { EMPTY_FLOW, type Flow, type Wire } from '../../core/flow.ts';
import { applyEdits } from '../../core/flow-edit.ts';
import { nodeOf } from '../../core/testing-flow.ts';
import { CAPTIONER, CATALOG, LENGTH } from './testing-flows.ts';
import { bestWire, canConnect, fitToNode, fittingPortsOf, refusalOf, typeByWires } from './wire-fit.ts';

const wire = (from: string, fromPort: string, to: string, toPort: string): Wire => ({
  from: { node: from, port: fromPort },
  to: { node: to, port: toPort },
});
/*
 *  folder ──► local ──► length     length-2 (free)
 */
const flow: Flow = applyEdits(EMPTY_FLOW, [
  { kind: 'add-node', node: nodeOf('folder', 'sources.folder') },
  { kind: 'add-node', node: nodeOf('local', 'captioners.local') },
  { kind: 'add-node', node: nodeOf('length', 'filters.length') },
  { kind: 'add-node', node: nodeOf('length-2', 'filters.length') },
  { kind: 'connect', wire: wire('folder', 'images', 'local', 'image') },
  { kind: 'connect', wire: wire('local', 'caption', 'length', 'caption') },
]);

it('a node of an unknown type is what the other ends of its wires say', () => {
  const odd = applyEdits(flow, [
    { kind: 'add-node', node: nodeOf('odd', 'unknown.thing') },
    { kind: 'connect', wire: wire('folder', 'images', 'odd', 'in') },
  ]);
  expect(typeByWires(odd, CATALOG, 'odd')).toBe('image');
  const giving = applyEdits(odd, [{ kind: 'connect', wire: wire('odd', 'out', 'length-2', 'caption') }]);
  expect(typeByWires(giving, CATALOG, 'odd')).toBe('caption');
  expect(typeByWires(flow, CATALOG, 'length-2')).toBeUndefined();
});

describe('refusalOf()', () => {
  it('[EDIT2] says why a wire cannot be drawn', () => {
    const why = (...of: Parameters<typeof wire>) => refusalOf(flow, CATALOG, wire(...of));
    expect(why('local', 'caption', 'length-2', 'caption')).toBeUndefined();
    expect(why('folder', 'images', 'length', 'caption')).toEqual({
      kind: 'type',
      takes: 'caption',
      carries: 'image',
    });
    expect(why('folder', 'gone', 'local', 'image')).toEqual({ kind: 'unknown' });
    expect(why('folder', 'images', 'local', 'image')).toEqual({ kind: 'connected' });
    expect(why('local', 'caption', 'local', 'image')).toEqual({ kind: 'itself' });
    // A caption fits an image port; the circle is what is wrong.
    expect(why('length', 'kept', 'local', 'image')).toEqual({ kind: 'circle' });
    expect(canConnect(flow, CATALOG, wire('length-2', 'kept', 'local', 'image'))).toBe(true);
  });
});

describe('fitToNode()', () => {
  it('[EDIT2] leads a wire that is let go on a node to its best port, or says why there is none', () => {
    const end = { node: 'local', port: 'caption', side: 'output' } as const;
    expect(fitToNode(flow, CATALOG, end, 'length-2')).toMatchObject({
      wire: wire('local', 'caption', 'length-2', 'caption'),
    });
    expect(fitToNode(flow, CATALOG, end, 'length')).toEqual({ refusal: { kind: 'connected' } });
    expect(fitToNode(flow, CATALOG, end, 'folder')).toEqual({ refusal: { kind: 'side', missing: 'input' } });
    expect(fitToNode(flow, CATALOG, end, 'local')).toEqual({ refusal: { kind: 'itself' } });
    const images = { node: 'folder', port: 'images', side: 'output' } as const;
    expect(fitToNode(flow, CATALOG, images, 'length')).toEqual({
      refusal: { kind: 'type', takes: 'caption', carries: 'image' },
    });
  });
  it('[EDIT2] backwards, takes what was kept before what was rejected', () => {
    const end = { node: 'length', port: 'caption', side: 'input' } as const;
    expect(fitToNode(flow, CATALOG, end, 'length-2')).toMatchObject({
      wire: wire('length-2', 'kept', 'length', 'caption'),
    });
  });
});

describe('fittingPortsOf() and bestWire()', () => {
  it('put the same type first and the rejected port last', () => {
    const names = (...of: Parameters<typeof fittingPortsOf>) => fittingPortsOf(...of).map(({ name }) => name);
    expect(names(LENGTH, { side: 'input', type: 'image' })).toEqual(['kept', 'rejected']);
    expect(names(CAPTIONER, { side: 'input', type: 'image' })).toEqual(['caption', 'rejected']);
    expect(names(LENGTH, { side: 'output', type: 'image' })).toEqual([]);
    expect(
      bestWire(CATALOG, { id: 'a', type: 'captioners.local' }, { id: 'b', type: 'captioners.local' }),
    ).toEqual(wire('a', 'caption', 'b', 'image'));
    expect(
      bestWire(CATALOG, { id: 'a', type: 'filters.length' }, { id: 'b', type: 'sources.folder' }),
    ).toBeUndefined();
  });
});
