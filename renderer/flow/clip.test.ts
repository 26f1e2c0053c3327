import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_FLOW, type Flow, wireId } from '../../core/flow.ts';
import { readClip } from '../../core/flow-clip.ts';
import { applyEdits } from '../../core/flow-edit.ts';
import { flowSchema } from '../../core/flow-schema.ts';
import { flowOf } from '../../core/testing-flow.ts';
import { clipCorner, clipText, copyClip, isEmptyClip, pasteEdits } from './clip.ts';
import { CATALOG, flowOfNumbers, someOf } from './testing-flows.ts';

const anyFlow = fc.array(fc.nat(999), { minLength: 1, maxLength: 80 }).map(flowOfNumbers);
const flowWithSome = fc
  .tuple(anyFlow, fc.nat(255))
  .map(([flow, bits]) => [flow, someOf(flow, bits)] as const);
function copied(flow: Flow, ids: Iterable<string>) {
  const read = readClip(clipText(copyClip(flow, ids)));
  if (!read || !('clip' in read)) throw new Error(`The copy was not read back: ${JSON.stringify(read)}`);
  return read.clip;
}

const NOWHERE = { offset: { x: 0, y: 0 } };

describe('copy and paste', () => {
  /*
   *  folder ──► local ──► length ──► dataset, with a note and a frame
   */
  const flow: Flow = {
    ...flowOf(
      {
        folder: ['sources.folder'],
        local: ['captioners.local', { model: 'my-endpoint' }],
        length: ['filters.length', { minimum: 77 }],
        dataset: ['datasets.dataset'],
      },
      'folder.images>local.image',
      'local.caption>length.caption',
      'length.kept>dataset.captions',
    ),
    notes: [{ id: 'note', position: { x: -40, y: 0 }, width: 220, text: '# Why' }],
    frames: [
      { id: 'frame', position: { x: 0, y: -60 }, width: 400, height: 200, title: 'F', colour: 'pink' },
    ],
    usedIds: { folder: 1, local: 1, length: 4, dataset: 1, note: 1, frame: 1 },
  };

  it('[EDIT5] gives fresh ids and keeps settings, inner wires, notes and frames', () => {
    const clip = copied(flow, ['local', 'length', 'note', 'frame']);
    expect(clipCorner(clip)).toEqual({ x: -40, y: -60 });
    const { edits, ids } = pasteEdits(flow, clip, { offset: { x: 40, y: 40 } });
    const pasted = applyEdits(flow, edits);
    expect(ids).toEqual(['local-2', 'length-5', 'note-2', 'frame-2']);
    expect(pasted.nodes.at(-1)).toMatchObject({ params: { minimum: 77 }, position: { x: 40, y: 40 } });
    expect(pasted.wires.map(wireId)).toEqual([...flow.wires.map(wireId), 'local-2.caption>length-5.caption']);
    expect(pasted.notes[1]).toMatchObject({ text: '# Why', position: { x: 0, y: 40 } });
    expect(pasted.frames[1]).toMatchObject({ colour: 'pink' });
  });

  it('[EDIT5] draws the wires to others again on demand, where those others are and still fit', () => {
    const clip = copied(flow, ['local', 'length']);
    const outside = applyEdits(flow, pasteEdits(flow, clip, { ...NOWHERE, outside: CATALOG }).edits);
    expect(outside.wires.slice(3).map(wireId)).toEqual([
      'local-2.caption>length-5.caption',
      'folder.images>local-2.image',
      'length-5.kept>dataset.captions',
    ]);
    // In another project "folder" is a filter, and there is no "dataset".
    const other = flowOf({ folder: ['filters.length'] });
    const elsewhere = applyEdits(other, pasteEdits(other, clip, { ...NOWHERE, outside: CATALOG }).edits);
    expect(elsewhere.wires.map(wireId)).toEqual(['local.caption>length.caption']);
    expect(
      applyEdits(EMPTY_FLOW, pasteEdits(EMPTY_FLOW, clip, { ...NOWHERE, outside: CATALOG }).edits).wires,
    ).toHaveLength(1);
  });

  it('[EDIT5] names endpoints and models by their names, and says nothing that is so by default', () => {
    expect(JSON.parse(clipText(copyClip(flow, ['local'])))).toEqual({
      ekphrasis: 'flow',
      format: 1,
      nodes: [
        {
          id: 'local',
          type: 'captioners.local',
          version: 1,
          position: { x: 0, y: 0 },
          params: { model: 'my-endpoint' },
        },
      ],
      outside: [
        { from: { node: 'folder', port: 'images' }, to: { node: 'local', port: 'image' } },
        { from: { node: 'local', port: 'caption' }, to: { node: 'length', port: 'caption' } },
      ],
    });
    expect(isEmptyClip(copyClip(flow, []))).toBe(true);
  });

  it('[EDIT5] whatever is copied is read back as it was, and pasting it gives no id twice and no wrong wire', () => {
    fc.assert(
      fc.property(flowWithSome, fc.boolean(), ([before, ids], outside) => {
        if (ids.length === 0) return;
        const clip = copied(before, ids);
        expect(clip).toStrictEqual(copyClip(before, ids));
        const { edits, ids: fresh } = pasteEdits(before, clip, {
          ...NOWHERE,
          ...(outside && { outside: CATALOG }),
        });
        const after = applyEdits(before, edits);
        expect(flowSchema.safeParse(after).success).toBe(true);
        expect(new Set([...before.nodes.map(({ id }) => id), ...fresh]).size).toBe(
          before.nodes.length + ids.length,
        );
        expect(new Set(after.wires.map(wireId)).size).toBe(after.wires.length);
        // Taking it away again gives the flow from before, but for the ids that were used.
        const undone = applyEdits(after, [{ kind: 'remove-nodes', ids: fresh }]);
        expect({ ...undone, usedIds: before.usedIds }).toStrictEqual(before);
      }),
    );
  });
});
