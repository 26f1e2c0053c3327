import { type Flow, type FlowNode, findNode } from '../../core/flow.ts';
import type { FlowEdit } from '../../core/flow-edit.ts';
import type { NodeCatalog, NodeDescriptor } from '../../core/node-descriptor.ts';
import { freePlace, freshNode, NODE_WIDTH } from '../flow/flow-actions.ts';

/** A type that captions with a model that a wire brings, and the port where it comes in. */
interface ModelCaptioner {
  readonly type: NodeDescriptor;
  readonly port: string;
}

/** The first type in the palette's order that makes captions with a model from a wire; told by its ports, not by its name. */
export function modelCaptioner(catalog: NodeCatalog): ModelCaptioner | undefined {
  for (const type of catalog.values()) {
    const port = type.inputs.find((input) => input.type === 'model')?.name;
    if (port !== undefined && type.outputs.some((output) => output.type === 'caption')) return { type, port };
  }
  return undefined;
}

/** Edits that put a captioner right of a node and give it the node's model; undefined where no type can do that, or the node gives none. */
export function takeModelEdits(
  flow: Flow,
  catalog: NodeCatalog,
  node: string,
): { readonly edits: readonly FlowEdit[]; readonly added: FlowNode; readonly title: string } | undefined {
  const trainer = findNode(flow, node);
  const output = catalog.get(trainer?.type ?? '')?.outputs.find(({ type }) => type === 'model');
  const captioner = modelCaptioner(catalog);
  if (!trainer || !output || !captioner) return undefined;
  const { x, y } = trainer.position;
  const place = freePlace(flow, { x: x + (trainer.width ?? NODE_WIDTH) + 60, y });
  const added = freshNode(flow, captioner.type, place);
  const wire = { from: { node, port: output.name }, to: { node: added.id, port: captioner.port } };
  return {
    edits: [
      { kind: 'add-node', node: added },
      { kind: 'connect', wire },
    ],
    added,
    title: captioner.type.title,
  };
}
