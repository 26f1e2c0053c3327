import { describe, expect, it } from 'vitest';
import { EMPTY_FLOW, type Flow, type FlowNode } from '../../core/flow.ts';
import { applyEdits } from '../../core/flow-edit.ts';
import type { NodeCatalog, NodeDescriptor } from '../../core/node-descriptor.ts';
import { captionerEdits, captionerNodes } from './captioner-edits.ts';

function describeType(type: string, params: NodeDescriptor['params'], extra: Partial<NodeDescriptor> = {}) {
  const descriptor: NodeDescriptor = {
    type,
    version: 3,
    shape: 'batch',
    category: 'captioners',
    title: type,
    summary: '',
    icon: 'cpu',
    synonyms: [],
    inputs: [{ name: 'image', label: 'image', type: 'image', required: true }],
    outputs: [
      { name: 'caption', label: 'caption', type: 'caption', required: false },
      { name: 'rejected', label: 'rejected', type: 'image', required: false },
    ],
    params,
    defaults: {},
    ...extra,
  };
  return descriptor;
}

const catalog: NodeCatalog = new Map(
  [
    describeType(
      'x.remote',
      { endpoint: { widget: 'endpoint' }, model: {}, maxTokens: {} },
      { inputs: [{ name: 'prompted', label: '', type: 'prompted-image', required: true }] },
    ),
    describeType('x.here', { model: { widget: 'local-model' }, precision: {}, maxTokens: {}, seed: {} }),
    describeType(
      'x.prompt',
      {},
      {
        category: 'prompts',
        outputs: [{ name: 'prompted', label: '', type: 'prompted-image', required: false }],
      },
    ),
    describeType(
      'x.source',
      {},
      {
        category: 'sources',
        inputs: [],
        outputs: [{ name: 'image', label: '', type: 'image', required: false }],
      },
    ),
    describeType(
      'x.dataset',
      {},
      {
        category: 'datasets',
        inputs: [{ name: 'caption', label: '', type: 'caption', required: true }],
      },
    ),
  ].map((descriptor) => [descriptor.type, descriptor]),
);

function node(id: string, type: string, params: FlowNode['params'] = {}): FlowNode {
  return {
    id,
    type,
    version: 1,
    title: 'Mine',
    position: { x: 40, y: 60 },
    mode: 'active',
    params,
    notes: 'n',
  };
}

// images ─ prompt ┐
//    └─────────── captioner ─ dataset
//                     └ rejected ─ second
const flow: Flow = {
  ...EMPTY_FLOW,
  nodes: [
    node('images', 'x.source'),
    node('prompt', 'x.prompt'),
    node('captioner', 'x.here', { model: 'a', precision: 'q4', maxTokens: 64, seed: 7 }),
    node('dataset', 'x.dataset'),
    node('second', 'x.remote', { endpoint: 'e' }),
  ],
  wires: [
    { from: { node: 'images', port: 'image' }, to: { node: 'captioner', port: 'image' } },
    { from: { node: 'prompt', port: 'prompted' }, to: { node: 'captioner', port: 'image' } },
    { from: { node: 'captioner', port: 'caption' }, to: { node: 'dataset', port: 'caption' } },
    { from: { node: 'captioner', port: 'rejected' }, to: { node: 'second', port: 'any' } },
  ],
  usedIds: { images: 1, prompt: 1, captioner: 1, dataset: 1, second: 1 },
};

describe('captionerNodes', () => {
  it('finds them by what their parameters take', () => {
    expect(captionerNodes(flow, catalog).map(({ id }) => id)).toEqual(['captioner', 'second']);
  });
});

describe('captionerEdits', () => {
  it('sets the parameters where the type fits', () => {
    expect(
      captionerEdits(flow, catalog, 'captioner', { kind: 'local', model: 'b', precision: 'auto' }),
    ).toEqual([{ kind: 'set-params', id: 'captioner', params: { model: 'b', precision: 'auto' } }]);
    expect(captionerEdits(flow, catalog, 'second', { kind: 'endpoint', endpoint: 'f', model: 'm' })).toEqual([
      { kind: 'set-params', id: 'second', params: { endpoint: 'f', model: 'm' } },
    ]);
  });

  it('replaces a node of the other kind and keeps its place, settings and wires', () => {
    const edits = captionerEdits(flow, catalog, 'captioner', {
      kind: 'endpoint',
      endpoint: 'openai',
      model: 'm',
    });
    const after = applyEdits(flow, edits);
    expect(after.nodes.map(({ id }) => id)).toEqual(['images', 'prompt', 'dataset', 'second', 'captioner-2']);
    expect(after.nodes.at(-1)).toEqual({
      ...node('captioner-2', 'x.remote', { endpoint: 'openai', model: 'm', maxTokens: 64 }),
      version: 3,
    });
    expect(after.wires).toEqual([
      { from: { node: 'prompt', port: 'prompted' }, to: { node: 'captioner-2', port: 'prompted' } },
      { from: { node: 'captioner-2', port: 'caption' }, to: { node: 'dataset', port: 'caption' } },
      { from: { node: 'captioner-2', port: 'rejected' }, to: { node: 'second', port: 'any' } },
    ]);
  });

  it('gives an id that was never used', () => {
    const once = applyEdits(
      flow,
      captionerEdits(flow, catalog, 'captioner', { kind: 'endpoint', endpoint: 'e', model: '' }),
    );
    const [edit] = captionerEdits(once, catalog, 'captioner-2', {
      kind: 'local',
      model: 'b',
      precision: 'auto',
    });
    expect(edit).toMatchObject({ kind: 'add-node', node: { id: 'captioner-3' } });
  });

  it('does nothing where there is no such node, or no type that fits', () => {
    const ref = { kind: 'endpoint', endpoint: 'e', model: '' } as const;
    expect(captionerEdits(flow, catalog, 'nobody', ref)).toEqual([]);
    expect(captionerEdits(flow, new Map(), 'captioner', ref)).toEqual([]);
  });
});
