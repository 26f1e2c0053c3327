import { type Flow, type FlowNode, findNode, type Point, type Wire } from '../../core/flow.ts';
import type { FlowClip } from '../../core/flow-clip.ts';
import { applyEdits, type FlowEdit, idGiver } from '../../core/flow-edit.ts';
import type { NodeCatalog } from '../../core/node-descriptor.ts';
import { idStem } from './flow-actions.ts';
import { refusalOf } from './wire-fit.ts';

/** Nodes that a flow can hold; the engine takes no more. */
export const MOST_NODES = 5000;

/** Nodes, notes and frames of a flow with the wires at them. */
export function copyClip(flow: Flow, ids: Iterable<string>): FlowClip {
  const chosen = new Set(ids);
  const ends = ({ from, to }: Wire) => Number(chosen.has(from.node)) + Number(chosen.has(to.node));
  const nodes = flow.nodes.filter((node) => chosen.has(node.id));
  return {
    nodes,
    wires: flow.wires.filter((wire) => ends(wire) === 2),
    outside: flow.wires.filter((wire) => ends(wire) === 1),
    notes: flow.notes.filter((note) => chosen.has(note.id)),
    frames: flow.frames.filter((frame) => chosen.has(frame.id)),
  };
}

export function isEmptyClip({ nodes, notes, frames }: FlowClip): boolean {
  return nodes.length + notes.length + frames.length === 0;
}

/** A clip as people pass it on: JSON that can be read, without what is as it is by default. */
export function clipText(clip: FlowClip): string {
  const lists = {
    nodes: clip.nodes.map(brief),
    wires: clip.wires,
    outside: clip.outside,
    notes: clip.notes,
    frames: clip.frames,
  };
  const filled = Object.entries(lists).filter(([, list]) => list.length > 0);
  return JSON.stringify({ ekphrasis: 'flow', format: 1, ...Object.fromEntries(filled) }, null, 2);
}

function brief({ id, type, version, title, position, width, collapsed, mode, params, notes }: FlowNode) {
  return {
    id,
    type,
    version,
    ...(title !== '' && { title }),
    position,
    ...(width !== undefined && { width }),
    ...(collapsed && { collapsed }),
    ...(mode !== 'active' && { mode }),
    ...(Object.keys(params).length > 0 && { params }),
    ...(notes !== '' && { notes }),
  };
}

/** What a clip becomes in a flow. */
export interface Pasted {
  readonly edits: readonly FlowEdit[];
  /** Of the new nodes, notes and frames. */
  readonly ids: readonly string[];
}

/** The upper left corner of what a clip holds. */
export function clipCorner({ nodes, notes, frames }: FlowClip): Point {
  const places = [...nodes, ...notes, ...frames].map(({ position }) => position);
  return {
    x: places.reduce((least, { x }) => Math.min(least, x), Number.POSITIVE_INFINITY),
    y: places.reduce((least, { y }) => Math.min(least, y), Number.POSITIVE_INFINITY),
  };
}

/**
 * Edits that put a clip in with fresh ids, moved by `offset`. With `outside`, wires that led to nodes which stayed behind are drawn
 * again where those nodes are in this flow and still fit.
 */
export function pasteEdits(
  flow: Flow,
  clip: FlowClip,
  { offset, outside }: { readonly offset: Point; readonly outside?: NodeCatalog },
): Pasted {
  const give = idGiver(flow);
  const renamed = new Map<string, string>();
  const place = ({ x, y }: Point): Point => ({ x: Math.round(x + offset.x), y: Math.round(y + offset.y) });
  const edits: FlowEdit[] = [];
  const ids: string[] = [];
  for (const node of clip.nodes) {
    const id = give(idStem(node.type));
    renamed.set(node.id, id);
    edits.push({ kind: 'add-node', node: { ...node, id, position: place(node.position) } });
  }
  ids.push(...renamed.values());
  for (const { from, to } of clip.wires)
    edits.push({ kind: 'connect', wire: { from: renameEnd(from, renamed), to: renameEnd(to, renamed) } });
  for (const note of clip.notes) {
    const id = give('note');
    ids.push(id);
    edits.push({ kind: 'put-note', note: { ...note, id, position: place(note.position) } });
  }
  for (const frame of clip.frames) {
    const id = give('frame');
    ids.push(id);
    edits.push({ kind: 'put-frame', frame: { ...frame, id, position: place(frame.position) } });
  }
  if (outside) edits.push(...outsideEdits(applyEdits(flow, edits), clip.outside, renamed, outside));
  return { edits, ids };
}

function outsideEdits(
  flow: Flow,
  wires: readonly Wire[],
  renamed: ReadonlyMap<string, string>,
  catalog: NodeCatalog,
): readonly FlowEdit[] {
  let next = flow;
  return wires.flatMap(({ from, to }): FlowEdit[] => {
    const wire = { from: renameEnd(from, renamed), to: renameEnd(to, renamed) };
    const ends = [wire.from, wire.to].map(({ node }) => findNode(next, node));
    const known = ends.every((node) => node && catalog.has(node.type));
    // Of an unknown type nobody can say what fits: its wires are kept as they were.
    if (ends.includes(undefined) || (known && refusalOf(next, catalog, wire))) return [];
    const edit: FlowEdit = { kind: 'connect', wire };
    next = applyEdits(next, [edit]);
    return [edit];
  });
}

function renameEnd(end: Wire['from'], renamed: ReadonlyMap<string, string>): Wire['from'] {
  return { node: renamed.get(end.node) ?? end.node, port: end.port };
}
