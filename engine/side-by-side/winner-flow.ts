import { EMPTY_FLOW, type Flow, type FlowNode, findNode } from '../../core/flow.ts';
import { applyEdits, type FlowEdit, newNodeId } from '../../core/flow-edit.ts';
import type { NodeId } from '../../core/ids.ts';
import type { TriedColumn, TriedNode } from '../../core/side-by-side.ts';
import type { NodeLibrary } from '../run/index.ts';
import { firstWire } from './board-flow.ts';
import { FOLLOWING_FILTERS } from './judge-caption.ts';

/** Where the flow of a column gets its images. */
export type WinnerImages =
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'source'; readonly node: NodeId };

/** Edits that put a column's way of captioning into a flow. */
export interface WinnerFlow {
  readonly edits: readonly FlowEdit[];
  /** Added, in the order of the wires. */
  readonly nodes: readonly NodeId[];
  readonly captioner: NodeId;
}

const FOLDER: TriedNode = { type: 'sources.folder', version: 1, params: {} };
const DATASET: TriedNode = { type: 'datasets.dataset', version: 1, params: {} };
/** Canvas units from one node to the next, and from a row to the one below it. */
const STEP = 280;
const BELOW = 240;
/** As templates stand: what fits beside the panels at full size. */
const PER_ROW = 3;

/** Images → prompt → captioner → filters → dataset, below what is there, to be undone as one. */
export function winnerFlow(
  library: NodeLibrary,
  column: TriedColumn,
  images: WinnerImages,
  before: Flow = EMPTY_FLOW,
): WinnerFlow {
  const source = images.kind === 'source' ? findNode(before, images.node) : undefined;
  const added: TriedNode[] = [
    ...(images.kind === 'folder' ? [{ ...FOLDER, params: { folder: images.folder } }] : []),
    ...(column.prompt === undefined ? [] : [column.prompt]),
    column.captioner,
    ...FOLLOWING_FILTERS,
    DATASET,
  ];
  const edits: FlowEdit[] = [];
  const nodes: NodeId[] = [];
  let flow = before;
  let captioner = '';
  let last: FlowNode | undefined = source;
  const { x, y } = placeBelow(before);
  for (const [index, one] of added.entries()) {
    const node: FlowNode = {
      id: newNodeId(flow, one.type.slice(one.type.lastIndexOf('.') + 1)),
      type: one.type,
      version: one.version,
      title: '',
      position: { x: x + (index % PER_ROW) * STEP, y: y + Math.floor(index / PER_ROW) * BELOW },
      mode: 'active',
      params: one.params,
      notes: '',
    };
    const edit: FlowEdit[] = [{ kind: 'add-node', node }];
    if (last !== undefined) edit.push({ kind: 'connect', wire: firstWire(library, last, node) });
    flow = applyEdits(flow, edit);
    edits.push(...edit);
    nodes.push(node.id);
    if (one === column.captioner) captioner = node.id;
    last = node;
  }
  return { edits, nodes, captioner };
}

function placeBelow({ nodes }: Flow) {
  if (nodes.length === 0) return { x: 0, y: 0 };
  return {
    x: Math.min(...nodes.map(({ position }) => position.x)),
    y: Math.max(...nodes.map(({ position }) => position.y)) + BELOW,
  };
}
