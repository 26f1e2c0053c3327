import { describe, expect, it } from 'vitest';
import { EMPTY_FLOW } from '../../core/flow.ts';
import { applyEdits } from '../../core/flow-edit.ts';
import type { NodeCatalog, NodeDescriptor, ParamSchema, PortDescriptor } from '../../core/node-descriptor.ts';
import type { PortType } from '../../core/port.ts';
import { bringInFolder } from './bring-in.ts';

const port = (name: string, type: PortType): PortDescriptor => ({ name, label: name, type, required: true });
const type = (
  name: `${NodeDescriptor['category']}.${string}`,
  inputs: PortDescriptor[],
  outputs: PortDescriptor[],
  params: Record<string, ParamSchema>,
): NodeDescriptor => ({
  type: name,
  version: 1,
  shape: 'each',
  category: name.slice(0, name.indexOf('.')) as NodeDescriptor['category'],
  title: name,
  summary: '',
  icon: 'box',
  synonyms: [],
  inputs,
  outputs,
  params,
  defaults: {},
});
const catalog: NodeCatalog = new Map(
  [
    type('sources.list', [], [port('images', 'image')], { file: { widget: 'file' } }),
    type('sources.folder', [], [port('images', 'image')], { path: { widget: 'folder' } }),
    type('captioners.local', [port('image', 'image')], [port('caption', 'caption')], {
      model: { widget: 'local-model' },
    }),
    type('datasets.dataset', [port('captions', 'caption')], [port('dataset', 'dataset')], {}),
  ].map((each) => [each.type, each]),
);

describe('bringInFolder()', () => {
  it('wires images → captioner → dataset on an empty canvas, and says which captioner is to be chosen', () => {
    const brought = bringInFolder(EMPTY_FLOW, catalog, '/photos');
    const flow = applyEdits(EMPTY_FLOW, brought?.edits ?? []);
    expect(flow.nodes.map(({ id, params }) => [id, params])).toEqual([
      ['folder', { path: '/photos' }],
      ['local', {}],
      ['dataset', {}],
    ]);
    expect(flow.wires).toHaveLength(2);
    expect(brought).toMatchObject({ source: 'folder', captioner: 'local' });
  });
  it('fills a source that has no folder yet', () => {
    const first = bringInFolder(EMPTY_FLOW, catalog, '/a');
    const flow = applyEdits(applyEdits(EMPTY_FLOW, first?.edits ?? []), [
      { kind: 'set-params', id: 'folder', params: {}, reset: ['path'] },
    ]);
    expect(bringInFolder(flow, catalog, '/b')?.edits).toEqual([
      { kind: 'set-params', id: 'folder', params: { path: '/b' } },
    ]);
  });
  it('adds one more source to a flow that has its pictures', () => {
    const flow = applyEdits(EMPTY_FLOW, bringInFolder(EMPTY_FLOW, catalog, '/a')?.edits ?? []);
    const more = bringInFolder(flow, catalog, '/b');
    expect(more?.source).toBe('folder-2');
    expect(more?.edits).toHaveLength(1);
  });
  it('gives nothing where no node type takes a folder', () => {
    expect(bringInFolder(EMPTY_FLOW, new Map(), '/a')).toBeUndefined();
  });
});
