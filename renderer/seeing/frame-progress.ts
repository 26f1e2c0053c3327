import type { Flow, Frame } from '../../core/flow.ts';
import type { NodeCatalog, NodeDescriptor } from '../../core/node-descriptor.ts';
import type { NodeProgress, RunProgress } from '../../core/run.ts';

/** How far the nodes of a frame have come together. */
export interface FrameProgress {
  readonly done: number;
  /** So many there will be in all, where every node that is counted knows it. */
  readonly expected?: number;
  readonly what: 'captions' | 'samples';
  /** All that is left of them waits, for this. */
  readonly note?: string;
}

/** Ids of the nodes whose upper left corner lies in a frame. */
export function nodesInside(flow: Flow, frame: Frame): readonly string[] {
  const { position: at, width, height } = frame;
  return flow.nodes
    .filter(({ position: { x, y } }) => x >= at.x && y >= at.y && x <= at.x + width && y <= at.y + height)
    .map(({ id }) => id);
}

/**
 * Progress of the frame's part of a run: what its captioners have written, or where it has none, what its last nodes have settled. Undefined where none of its nodes runs.
 */
export function frameProgress(
  flow: Flow,
  frame: Frame,
  catalog: NodeCatalog,
  run: RunProgress | null,
): FrameProgress | undefined {
  const inside = new Set(nodesInside(flow, frame));
  const nodes = (run?.nodes ?? []).filter(({ id }) => inside.has(id));
  if (nodes.length === 0) return undefined;
  const open = nodes.filter(({ state }) => state !== 'done');
  const waits = open.length > 0 && open.every(({ state }) => state === 'waiting' || state === 'queued');
  const note = waits ? open.find((node) => node.note !== undefined)?.note : undefined;
  const captioners = nodes.filter(({ type }) => isCaptioner(catalog.get(type)));
  const counted = captioners.length > 0 ? captioners : lastOf(flow, inside, nodes);
  return {
    ...summed(counted),
    what: captioners.length > 0 ? 'captions' : 'samples',
    ...(note !== undefined && { note }),
  };
}

function isCaptioner(descriptor: NodeDescriptor | undefined): boolean {
  return descriptor?.shape === 'batch' && descriptor.outputs.some(({ type }) => type === 'caption');
}

/** Nodes that lead to no other of the frame. */
function lastOf(
  flow: Flow,
  inside: ReadonlySet<string>,
  nodes: readonly NodeProgress[],
): readonly NodeProgress[] {
  return nodes.filter(
    ({ id }) => !flow.wires.some(({ from, to }) => from.node === id && inside.has(to.node)),
  );
}

function summed(nodes: readonly NodeProgress[]): { readonly done: number; readonly expected?: number } {
  const done = nodes.reduce((sum, node) => sum + node.in - node.pending, 0);
  const expected = nodes.reduce((sum, node) => sum + expectedOf(node), 0);
  return { done, ...(Number.isFinite(expected) && { expected }) };
}

function expectedOf({ state, in: entered, expected }: NodeProgress): number {
  return state === 'done' ? entered : (expected ?? Number.NaN);
}
