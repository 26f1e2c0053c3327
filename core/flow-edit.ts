import { UserError } from './errors.ts';
import {
  type Flow,
  type FlowNode,
  type FlowNote,
  type Frame,
  findNode,
  type NodeMode,
  type Point,
  type Wire,
  wireId,
} from './flow.ts';
import type { NodeId } from './ids.ts';
import type { Json, JsonObject } from './json.ts';

/** One edit operation. Edits that belong to one intention travel together and are undone together. */
export type FlowEdit =
  | { readonly kind: 'add-node'; readonly node: FlowNode }
  | { readonly kind: 'remove-nodes'; readonly ids: readonly NodeId[] }
  | { readonly kind: 'move'; readonly moves: readonly { readonly id: string; readonly position: Point }[] }
  /** Undefined values cannot travel: `reset` names the parameters that go back to their defaults. */
  | {
      readonly kind: 'set-params';
      readonly id: NodeId;
      readonly params: JsonObject;
      readonly reset?: readonly string[];
    }
  | {
      readonly kind: 'set-node';
      readonly id: NodeId;
      readonly title?: string;
      readonly mode?: NodeMode;
      readonly width?: number;
      readonly collapsed?: boolean;
      readonly notes?: string;
    }
  | { readonly kind: 'connect'; readonly wire: Wire }
  | { readonly kind: 'disconnect'; readonly wire: Wire }
  | { readonly kind: 'put-note'; readonly note: FlowNote }
  | { readonly kind: 'put-frame'; readonly frame: Frame }
  | { readonly kind: 'remove-marks'; readonly ids: readonly string[] }
  | { readonly kind: 'replace'; readonly flow: Flow };

/** Applies edits one after the other. Throws `FLOW_EDIT` where one does not fit; the flow given is never changed. */
export function applyEdits(flow: Flow, edits: readonly FlowEdit[]): Flow {
  let next = flow;
  for (let at = 0; at < edits.length; ) {
    // Nodes and wires come by the hundred where something is pasted: a run of them is put in at once.
    const nodes = runOf(edits, at, 'add-node').map((edit) => edit.node);
    const wires = nodes.length > 0 ? [] : runOf(edits, at, 'connect').map((edit) => edit.wire);
    const edit = edits[at];
    if (nodes.length > 0) next = addNodes(next, nodes);
    else if (wires.length > 0) next = connect(next, wires);
    else if (edit) next = applyEdit(next, edit);
    at += Math.max(1, nodes.length, wires.length);
  }
  return next;
}

/** The edits of one kind that follow each other from `start` on. */
function runOf<K extends FlowEdit['kind']>(
  edits: readonly FlowEdit[],
  start: number,
  kind: K,
): Extract<FlowEdit, { readonly kind: K }>[] {
  const run: Extract<FlowEdit, { readonly kind: K }>[] = [];
  for (let edit = edits[start]; edit?.kind === kind; edit = edits[start + run.length])
    run.push(edit as Extract<FlowEdit, { readonly kind: K }>);
  return run;
}

function applyEdit(flow: Flow, edit: FlowEdit): Flow {
  switch (edit.kind) {
    case 'add-node':
      return addNodes(flow, [edit.node]);
    case 'remove-nodes': {
      const gone = new Set(edit.ids);
      return {
        ...flow,
        nodes: flow.nodes.filter((node) => !gone.has(node.id)),
        wires: flow.wires.filter((wire) => !gone.has(wire.from.node) && !gone.has(wire.to.node)),
      };
    }
    case 'move': {
      const to = new Map(edit.moves.map((move) => [move.id, move.position]));
      const moved = <T extends { readonly id: string; readonly position: Point }>(thing: T): T => {
        const position = to.get(thing.id);
        return position === undefined ? thing : { ...thing, position };
      };
      return {
        ...flow,
        nodes: flow.nodes.map(moved),
        notes: flow.notes.map(moved),
        frames: flow.frames.map(moved),
      };
    }
    case 'set-params':
      return changeNode(flow, edit.id, (node) => ({
        ...node,
        params: patchParams(node.params, edit.params, edit.reset ?? []),
      }));
    case 'set-node': {
      const { kind: _kind, id, ...change } = edit;
      return changeNode(flow, id, (node) => withoutDefaults({ ...node, ...change }));
    }
    case 'connect':
      return connect(flow, [edit.wire]);
    case 'disconnect': {
      const id = wireId(edit.wire);
      return { ...flow, wires: flow.wires.filter((wire) => wireId(wire) !== id) };
    }
    case 'put-note':
      return { ...withUsedId(flow, edit.note.id), notes: put(flow.notes, edit.note) };
    case 'put-frame':
      return { ...withUsedId(flow, edit.frame.id), frames: put(flow.frames, edit.frame) };
    case 'remove-marks': {
      const gone = new Set(edit.ids);
      return {
        ...flow,
        notes: flow.notes.filter((note) => !gone.has(note.id)),
        frames: flow.frames.filter((frame) => !gone.has(frame.id)),
      };
    }
    case 'replace':
      return { ...edit.flow, usedIds: mergeUsedIds(flow.usedIds, edit.flow.usedIds) };
  }
}

function addNodes(flow: Flow, nodes: readonly FlowNode[]): Flow {
  const present = new Set(flow.nodes.map(({ id }) => id));
  const usedIds = { ...flow.usedIds };
  for (const { id } of nodes) {
    if (present.has(id))
      throw new UserError('FLOW_EDIT', `There is a node "${id}" already.`, {
        remedy: 'Give the new node another id.',
      });
    const { stem, number } = splitId(id);
    if (number <= usedOf(usedIds, stem)) {
      throw new UserError('FLOW_EDIT', `The id "${id}" was used before.`, {
        remedy: 'Ids are never used again: give the new node another one.',
      });
    }
    present.add(id);
    usedIds[stem] = number;
  }
  return { ...flow, usedIds, nodes: [...flow.nodes, ...nodes] };
}

function connect(flow: Flow, wires: readonly Wire[]): Flow {
  const present = new Set(flow.wires.map(wireId));
  const added: Wire[] = [];
  for (const wire of wires) {
    for (const end of [wire.from, wire.to]) requireNode(flow, end.node);
    const id = wireId(wire);
    if (present.has(id)) continue;
    present.add(id);
    added.push(wire);
  }
  return added.length === 0 ? flow : { ...flow, wires: [...flow.wires, ...added] };
}

function changeNode(flow: Flow, id: NodeId, change: (node: FlowNode) => FlowNode): Flow {
  requireNode(flow, id);
  return { ...flow, nodes: flow.nodes.map((node) => (node.id === id ? change(node) : node)) };
}

/** What is shown in full says nothing about it, as in files that know no other way. */
function withoutDefaults({ collapsed, ...node }: FlowNode): FlowNode {
  return collapsed ? { ...node, collapsed } : node;
}

function requireNode(flow: Flow, id: NodeId): void {
  if (!findNode(flow, id))
    throw new UserError('FLOW_EDIT', `There is no node "${id}" in this flow.`, {
      remedy: 'It may have been removed in another window.',
    });
}

function patchParams(params: JsonObject, patch: JsonObject, reset: readonly string[]): JsonObject {
  const next: Record<string, Json> = { ...params, ...patch };
  for (const name of reset) delete next[name];
  return next;
}

function put<T extends { readonly id: string }>(list: readonly T[], item: T): readonly T[] {
  return list.some((other) => other.id === item.id)
    ? list.map((other) => (other.id === item.id ? item : other))
    : [...list, item];
}

/** `length-2` → stem `length`, number 2; a bare stem is number 1. */
function splitId(id: string): { readonly stem: string; readonly number: number } {
  const match = /^(.*?)-(\d{1,9})$/.exec(id);
  return match ? { stem: match[1] ?? '', number: Number(match[2]) } : { stem: id, number: 1 };
}

/** A stem can be called "constructor", which every object has from elsewhere. */
function usedOf(usedIds: Flow['usedIds'], stem: string): number {
  return Object.hasOwn(usedIds, stem) ? (usedIds[stem] ?? 0) : 0;
}

function withUsedId(flow: Flow, id: string): Flow {
  const { stem, number } = splitId(id);
  return { ...flow, usedIds: { ...flow.usedIds, [stem]: Math.max(number, usedOf(flow.usedIds, stem)) } };
}

/** Ids that stand in a flow count as given out, whether or not the file says so. */
export function reserveIds(flow: Flow): Flow {
  const used: Record<string, number> = {};
  for (const { id } of [...flow.nodes, ...flow.notes, ...flow.frames]) {
    const { stem, number } = splitId(id);
    used[stem] = Math.max(number, usedOf(used, stem));
  }
  return { ...flow, usedIds: mergeUsedIds(flow.usedIds, used) };
}

/** For each stem the higher of two numbers: an id that either flow has used stays used. */
export function mergeUsedIds(a: Flow['usedIds'], b: Flow['usedIds']): Flow['usedIds'] {
  const merged: Record<string, number> = { ...a };
  for (const [stem, number] of Object.entries(b)) merged[stem] = Math.max(number, usedOf(merged, stem));
  return merged;
}

/** The next free id for a stem: `length`, then `length-2`, … ; never one that was used before. */
export function newNodeId(flow: Pick<Flow, 'usedIds'>, stem: string): NodeId {
  const number = usedOf(flow.usedIds, stem) + 1;
  return number === 1 ? stem : `${stem}-${number}`;
}

/** Gives one free id after the other, none of them twice: for several new things in one intention. */
export function idGiver(flow: Pick<Flow, 'usedIds'>): (stem: string) => NodeId {
  const usedIds: Record<string, number> = { ...flow.usedIds };
  return (stem) => {
    const id = newNodeId({ usedIds }, stem);
    usedIds[stem] = usedOf(usedIds, stem) + 1;
    return id;
  };
}
