import { z } from 'zod';
import { defineNode, type NodeType } from '../../core/define-node.ts';
import { EMPTY_FLOW, type Flow, type FlowNode, type Wire } from '../../core/flow.ts';
import type { SampleId } from '../../core/ids.ts';
import type { JsonObject } from '../../core/json.ts';
import type { TriedColumn, TriedNode, TriedPicture } from '../../core/side-by-side.ts';
import type { NodeLibrary } from '../run/index.ts';
import { sampleIdOf } from '../run/key.ts';
import { createNodeLibrary } from '../session/node-library.ts';

/** Id of the node that gives the pictures of the board. */
export const PICTURES = 'pictures';

/** Lists the pictures of the board. It is a part of this folder alone: no flow of a person's has it. */
const triedPictures = defineNode.source({
  type: 'sources.tried-pictures',
  version: 1,
  title: 'Pictures',
  summary: 'Gives the pictures that captioners are tried on.',
  icon: 'images',
  inputs: {},
  outputs: { images: { type: 'image' } },
  params: z.object({ pictures: z.array(z.object({ root: z.string(), path: z.string() })).default([]) }),
  async *run({ pictures }) {
    for (const file of pictures) yield { key: keyOf(file), file };
  },
});

function keyOf({ root, path }: Pick<TriedPicture, 'root' | 'path'>): string {
  return `${root}/${path}`;
}

/** Every node type that flows may have, and the board's own source. */
export function boardLibrary(library: NodeLibrary): NodeLibrary {
  return createNodeLibrary([...library.types.values(), triedPictures as NodeType]);
}

/** Id of the sample that a picture becomes under its root's name in the store. */
export function pictureSample(rootName: string, picture: Pick<TriedPicture, 'root' | 'path'>): SampleId {
  return sampleIdOf(triedPictures.type, rootName, keyOf(picture));
}

/** The board as a flow: the pictures, and for each column its prompt and its captioner, which has the column's id. */
export function boardFlow(
  library: NodeLibrary,
  pictures: readonly TriedPicture[],
  columns: readonly TriedColumn[],
): Flow {
  const files = pictures.map(({ root, path }) => ({ root, path }));
  const source = flowNode(PICTURES, { ...triedPictures, params: { pictures: files } });
  const nodes = [source];
  const wires: Wire[] = [];
  for (const { id, prompt, captioner } of columns) {
    const chain = [
      source,
      ...(prompt === undefined ? [] : [flowNode(`${id}p`, prompt)]),
      flowNode(id, captioner),
    ];
    nodes.push(...chain.slice(1));
    for (const [index, to] of chain.entries()) {
      const from = chain[index - 1];
      if (from !== undefined) wires.push(firstWire(library, from, to));
    }
  }
  return { ...EMPTY_FLOW, nodes, wires };
}

function flowNode(id: string, { type, version, params }: TriedNode): FlowNode {
  const place = { x: 0, y: 0 };
  return { id, type, version, params, title: '', position: place, mode: 'active', notes: '' };
}

/** From the port that kept samples leave by to the first input. */
export function firstWire(
  library: NodeLibrary,
  from: Pick<FlowNode, 'id' | 'type'>,
  to: Pick<FlowNode, 'id' | 'type'>,
): Wire {
  const output = library.catalog.get(from.type)?.outputs[0]?.name ?? '';
  const input = library.catalog.get(to.type)?.inputs[0]?.name ?? '';
  return { from: { node: from.id, port: output }, to: { node: to.id, port: input } };
}

/** Parameters of a node with its defaults filled in. Throws what its schema says. */
export function fullParams(library: NodeLibrary, { type, params }: TriedNode): JsonObject {
  return library.types.get(type)?.params.parse(params) as JsonObject;
}
