import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_FLOW, type Flow, type FlowNode, type Wire } from '../../core/flow.ts';
import { applyEdits } from '../../core/flow-edit.ts';
import type { NodeCatalog, NodeDescriptor, PortDescriptor } from '../../core/node-descriptor.ts';
import type { PortType } from '../../core/port.ts';
import {
  bestWire,
  canConnect,
  clipText,
  copyNodes,
  freePlace,
  freshNode,
  idStem,
  neighbour,
  pasteEdits,
  readClip,
} from './flow-actions.ts';

const port = (name: string, type: PortType): PortDescriptor => ({ name, label: name, type, required: true });
const describeType = (type: string, inputs: PortDescriptor[], outputs: PortDescriptor[]): NodeDescriptor => ({
  type,
  version: 1,
  shape: 'each',
  category: 'filters',
  title: type,
  summary: '',
  icon: 'box',
  synonyms: [],
  inputs,
  outputs,
  params: {},
  defaults: {},
});
const folder = describeType('sources.folder', [], [port('images', 'image')]);
const captioner = describeType(
  'captioners.local',
  [port('image', 'image')],
  [port('rejected', 'image'), port('caption', 'caption')],
);
const length = describeType('filters.length', [port('caption', 'caption')], [port('kept', 'caption')]);
const catalog: NodeCatalog = new Map([folder, captioner, length].map((type) => [type.type, type]));

const node = (id: string, type: string, x = 0, y = 0): FlowNode => ({
  id,
  type,
  version: 1,
  title: '',
  position: { x, y },
  mode: 'active',
  params: {},
  notes: '',
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

describe('canConnect()', () => {
  it('asks for fitting types and ports that are there', () => {
    expect(canConnect(flow, catalog, wire('local', 'caption', 'length-2', 'caption'))).toBe(true);
    expect(canConnect(flow, catalog, wire('folder', 'images', 'length', 'caption'))).toBe(false);
    expect(canConnect(flow, catalog, wire('folder', 'gone', 'local', 'image'))).toBe(false);
  });
  it('refuses to close a circle, though a caption fits an image port', () => {
    expect(canConnect(flow, catalog, wire('length', 'kept', 'local', 'image'))).toBe(false);
    expect(canConnect(flow, catalog, wire('length-2', 'kept', 'local', 'image'))).toBe(true);
  });
});

describe('bestWire()', () => {
  it('leaves the rejected port for last', () => {
    expect(
      bestWire(catalog, { id: 'a', type: 'captioners.local' }, { id: 'b', type: 'captioners.local' }),
    ).toEqual(wire('a', 'caption', 'b', 'image'));
    expect(
      bestWire(catalog, { id: 'a', type: 'filters.length' }, { id: 'b', type: 'sources.folder' }),
    ).toBeUndefined();
  });
});

describe('copy and paste', () => {
  it('gives fresh ids and keeps the wires between the copied nodes', () => {
    const clip = readClip(clipText(copyNodes(flow, ['local', 'length'])));
    if (!clip) throw new Error('the copy was not read back');
    const { edits, ids } = pasteEdits(flow, clip, { x: 40, y: 40 });
    const pasted = applyEdits(flow, edits);
    expect(ids).toEqual(['local-2', 'length-3']);
    expect(pasted.nodes.find(({ id }) => id === 'local-2')?.position).toEqual({ x: 320, y: 40 });
    expect(pasted.wires).toContainEqual(wire('local-2', 'caption', 'length-3', 'caption'));
    expect(pasted.wires).toHaveLength(3);
  });
  it('takes nothing from a clipboard that is not ours', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readClip(text)).toBeUndefined();
      }),
    );
    expect(readClip('{"ekphrasis":"nodes","nodes":[{}],"wires":[]}')).toBeUndefined();
  });
});

describe('idStem()', () => {
  it('makes ids that the engine takes', () => {
    expect(['captioners.endpoint', 'filters.top-2', 'x.9'].map(idStem)).toEqual(['endpoint', 'top', 'node']);
  });
  it('never gives an id twice', () => {
    expect(freshNode(flow, length, { x: 3, y: 11 })).toMatchObject({
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
