import { describe, expect, it } from 'vitest';
import type { Flow } from './flow.ts';
import { applyEdits, type FlowEdit } from './flow-edit.ts';
import type { NodeCatalog } from './node-descriptor.ts';
import { outdatedNodes } from './outdated-nodes.ts';
import { flowOf } from './testing-flow.ts';

/*  images ──▶ captioner ──▶ filter ──▶ dataset
 *     └─────▶ other                              */
const FLOW = flowOf(
  {
    images: ['sources.folder'],
    captioner: ['captioners.local', { concurrency: 4 }],
    other: ['captioners.local'],
    filter: ['filters.length'],
    dataset: ['datasets.dataset'],
  },
  'images.images>captioner.image',
  'images.images>other.image',
  'captioner.caption>filter.caption',
  'filter.kept>dataset.captions',
);
const CATALOG = new Map([
  ['captioners.local', { params: { concurrency: { affectsResult: false }, model: {} } }],
]) as unknown as NodeCatalog;

const outdatedBy = (...edits: FlowEdit[]) => {
  const now: Flow = applyEdits(FLOW, edits);
  const { changed, nodes } = outdatedNodes(FLOW, now, CATALOG);
  return { changed: [...changed].sort(), nodes: [...nodes].sort() };
};
const wire = (from: string, to: string) => {
  const found = FLOW.wires.find((each) => each.from.node === from && each.to.node === to);
  if (!found) throw new Error('There is no such wire.');
  return found;
};

describe('outdatedNodes()', () => {
  it('[HIST11] [RUN4] a changed node and what depends on it, and nothing else', () => {
    expect(outdatedBy({ kind: 'set-params', id: 'filter', params: { minimum: 5 } })).toEqual({
      changed: ['filter'],
      nodes: ['dataset', 'filter'],
    });
    expect(outdatedBy({ kind: 'set-node', id: 'captioner', mode: 'bypassed' }).nodes).toEqual([
      'captioner',
      'dataset',
      'filter',
    ]);
  });

  it('[HIST11] what is only looks, or in no key, changes no result', () => {
    expect(
      outdatedBy(
        { kind: 'move', moves: [{ id: 'filter', position: { x: 99, y: 0 } }] },
        { kind: 'set-node', id: 'captioner', title: 'Mine', notes: 'Why', width: 300 },
        { kind: 'set-params', id: 'captioner', params: { concurrency: 8 } },
      ),
    ).toEqual({ changed: [], nodes: [] });
  });

  it('[HIST11] a node that is gone leaves those behind it out of date', () => {
    expect(outdatedBy({ kind: 'remove-nodes', ids: ['captioner'] })).toEqual({
      changed: ['captioner', 'filter'],
      nodes: ['dataset', 'filter'],
    });
  });

  it('[HIST11] a wire that came or went changes the node that it leads to', () => {
    expect(outdatedBy({ kind: 'disconnect', wire: wire('filter', 'dataset') })).toEqual({
      changed: ['dataset'],
      nodes: ['dataset'],
    });
  });

  it('[HIST11] going back to what was run leaves nothing out of date', () => {
    const changed = applyEdits(FLOW, [{ kind: 'set-params', id: 'filter', params: { minimum: 5 } }]);
    const back = applyEdits(changed, [{ kind: 'set-params', id: 'filter', params: {}, reset: ['minimum'] }]);
    expect(outdatedNodes(FLOW, back, CATALOG).changed.size).toBe(0);
  });
});
