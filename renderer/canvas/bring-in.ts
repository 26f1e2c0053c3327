import type { Flow, FlowNode, Point, Wire } from '../../core/flow.ts';
import { applyEdits, type FlowEdit } from '../../core/flow-edit.ts';
import type { NodeCatalog, NodeDescriptor } from '../../core/node-descriptor.ts';
import { freePlace, freshNode, NODE_WIDTH } from '../flow/flow-actions.ts';
import { bestWire } from '../flow/wire-fit.ts';

/** What brings a folder of pictures into the flow. */
export interface BringIn {
  readonly edits: readonly FlowEdit[];
  /** The node that takes the folder. */
  readonly source: string;
  /** A captioner that still wants to be chosen. */
  readonly captioner?: string;
}

const GAP = 60;

/**
 * Brings a folder in: into a source that still has none, else by a new source. On an empty canvas a captioner and a dataset are
 * wired to it. Which node types do that follows from their descriptors. Undefined where no node type takes a folder.
 */
export function bringInFolder(flow: Flow, catalog: NodeCatalog, folder: string): BringIn | undefined {
  const types = [...catalog.values()];
  const source = types.find((type) => type.category === 'sources' && folderParam(type) !== undefined);
  const param = source && folderParam(source);
  if (!source || param === undefined) return undefined;
  const waiting = flow.nodes.find((node) => node.type === source.type && !node.params[param]);
  if (waiting)
    return {
      source: waiting.id,
      edits: [{ kind: 'set-params', id: waiting.id, params: { [param]: folder } }],
    };
  const first = {
    ...freshNode(flow, source, freePlace(flow, lowerLeft(flow))),
    params: { [param]: folder },
  };
  const added: FlowEdit = { kind: 'add-node', node: first };
  if (flow.nodes.length > 0) return { edits: [added], source: first.id };
  return { ...chain(applyEdits(flow, [added]), catalog, types, first, added), source: first.id };
}

function chain(
  flow: Flow,
  catalog: NodeCatalog,
  types: readonly NodeDescriptor[],
  first: FlowNode,
  added: FlowEdit,
): Omit<BringIn, 'source'> {
  const wanted = [
    types.find((type) => type.category === 'captioners' && chooses(type, 'local-model')) ??
      types.find((type) => type.category === 'captioners' && chooses(type, 'endpoint')),
    types.find(
      (type) => type.category === 'datasets' && type.outputs.some((port) => port.type === 'dataset'),
    ),
  ];
  const edits: FlowEdit[] = [added];
  let last = first;
  let captioner: string | undefined;
  for (const type of wanted) {
    if (!type) continue;
    const node = freshNode(flow, type, { x: last.position.x + NODE_WIDTH + GAP, y: first.position.y });
    const wire: Wire | undefined = bestWire(catalog, last, node);
    if (!wire) continue;
    edits.push({ kind: 'add-node', node }, { kind: 'connect', wire });
    if (type.category === 'captioners') captioner = node.id;
    last = node;
  }
  return { edits, ...(captioner !== undefined && { captioner }) };
}

function folderParam(type: NodeDescriptor): string | undefined {
  return Object.entries(type.params).find(([, schema]) => schema.widget === 'folder')?.[0];
}

function chooses(type: NodeDescriptor, widget: 'local-model' | 'endpoint'): boolean {
  return Object.values(type.params).some((schema) => schema.widget === widget);
}

function lowerLeft(flow: Flow): Point {
  if (flow.nodes.length === 0) return { x: 0, y: 0 };
  return {
    x: Math.min(...flow.nodes.map((node) => node.position.x)),
    y: Math.max(...flow.nodes.map((node) => node.position.y)) + 200,
  };
}
