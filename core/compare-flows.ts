import { type Flow, type FlowNode, type FlowNote, type Frame, type Wire, wireId } from './flow.ts';
import type { NodeId } from './ids.ts';
import { isJsonObject, type Json } from './json.ts';

/** One value that differs; an absent side means that it was not set there. */
export interface ValueChange {
  readonly name: string;
  readonly before?: Json;
  readonly after?: Json;
}

/** Parts of a node besides its id and parameters. */
export const NODE_FIELDS = [
  'type',
  'version',
  'title',
  'mode',
  'notes',
  'position',
  'width',
  'collapsed',
] as const;

/** One node that is in both flows and differs. */
export interface NodeChange {
  readonly id: NodeId;
  /** Names are of `NODE_FIELDS`. */
  readonly fields: readonly ValueChange[];
  readonly params: readonly ValueChange[];
}

/** Notes or frames that came, went or differ. */
export interface MarkDifference<T> {
  readonly added: readonly T[];
  readonly removed: readonly T[];
  readonly changed: readonly { readonly before: T; readonly after: T }[];
  /** Their ids in their new order, where adding and removing alone would leave another: later ones are drawn over earlier ones. */
  readonly order?: readonly string[];
}

/** Everything in which one flow differs from another, but for the ids that each has used. */
export interface FlowDifference {
  readonly added: readonly FlowNode[];
  readonly removed: readonly FlowNode[];
  readonly changed: readonly NodeChange[];
  readonly wiresAdded: readonly Wire[];
  readonly wiresRemoved: readonly Wire[];
  readonly notes: MarkDifference<FlowNote>;
  readonly frames: MarkDifference<Frame>;
  /** Node ids in their new order, where adding and removing alone would leave another: the order of sources orders datasets. */
  readonly nodeOrder?: readonly NodeId[];
  /** Wires in their new order, by `wireId`. */
  readonly wireOrder?: readonly string[];
}

/** What led from `before` to `after`: `applyDifference(before, compareFlows(before, after))` is `after`. */
export function compareFlows(before: Flow, after: Flow): FlowDifference {
  const nodes = compareLists(before.nodes, after.nodes, ({ id }) => id);
  const wires = compareLists(before.wires, after.wires, wireId);
  const difference: FlowDifference = {
    added: nodes.added,
    removed: nodes.removed,
    changed: nodes.both.flatMap(([old, now]) => compareNodes(old, now) ?? []),
    wiresAdded: wires.added,
    wiresRemoved: wires.removed,
    notes: compareMarks(before.notes, after.notes),
    frames: compareMarks(before.frames, after.frames),
  };
  const patched = applyDifference(before, difference);
  const nodeOrder = orderOf(patched.nodes, after.nodes, ({ id }) => id);
  const wireOrder = orderOf(patched.wires, after.wires, wireId);
  return { ...difference, ...(nodeOrder && { nodeOrder }), ...(wireOrder && { wireOrder }) };
}

/** The flow with the changes made; ids that it has used stay as they are. */
export function applyDifference(flow: Flow, difference: FlowDifference): Flow {
  const changes = new Map(difference.changed.map((change) => [change.id, change]));
  const nodes = patch(
    flow.nodes,
    difference.added,
    difference.removed,
    ({ id }) => id,
    (node) => {
      const change = changes.get(node.id);
      return change ? changeNode(node, change) : node;
    },
  );
  const wires = patch(flow.wires, difference.wiresAdded, difference.wiresRemoved, wireId, (wire) => wire);
  return {
    ...flow,
    nodes: inOrder(nodes, difference.nodeOrder, ({ id }) => id),
    wires: inOrder(wires, difference.wireOrder, wireId),
    notes: patchMarks(flow.notes, difference.notes),
    frames: patchMarks(flow.frames, difference.frames),
  };
}

/** Nothing differs. */
export function isSameFlow(difference: FlowDifference): boolean {
  const { notes, frames } = difference;
  const marks = [notes, frames].some(
    ({ added, removed, changed, order }) => added.length + removed.length + changed.length > 0 || order,
  );
  const { nodeOrder, wireOrder } = difference;
  return isSameWork(difference) && difference.changed.length === 0 && !marks && !nodeOrder && !wireOrder;
}

/** Fields of a node that say nothing about what it does. */
const APPEARANCE: ReadonlySet<string> = new Set(['title', 'notes', 'position', 'width', 'collapsed']);

/** Nothing differs that could change what a run does: places, names and notes may. */
export function isSameWork(difference: FlowDifference): boolean {
  const { added, removed, changed, wiresAdded, wiresRemoved } = difference;
  return (
    added.length + removed.length + wiresAdded.length + wiresRemoved.length === 0 &&
    changed.every((change) => workChanges(change).length === 0)
  );
}

/** What of a changed node can change what it does: its type, version, mode and parameters. */
export function workChanges({ fields, params }: NodeChange): readonly ValueChange[] {
  return [...fields.filter(({ name }) => !APPEARANCE.has(name)), ...params];
}

/** Whether two JSON values are the same; the order of an object's keys does not count. */
export function equalJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item: Json, index) => equalJson(item, b[index]));
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && equalJson(a[name], b[name]))
  );
}

/** Values that differ between two records of JSON, by name. */
export function compareValues(
  before: Readonly<Record<string, Json | undefined>>,
  after: Readonly<Record<string, Json | undefined>>,
): readonly ValueChange[] {
  const own = (values: typeof before, name: string) =>
    Object.hasOwn(values, name) ? values[name] : undefined;
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => {
    const [old, now] = [own(before, name), own(after, name)];
    if (equalJson(old, now)) return [];
    return [{ name, ...(old !== undefined && { before: old }), ...(now !== undefined && { after: now }) }];
  });
}

function compareNodes(before: FlowNode, after: FlowNode): NodeChange | undefined {
  // Edits keep what they do not touch: most nodes of two revisions are the very same object.
  if (before === after) return undefined;
  const fields = compareValues(fieldsOf(before), fieldsOf(after));
  const params = compareValues(before.params, after.params);
  return fields.length + params.length === 0 ? undefined : { id: after.id, fields, params };
}

function fieldsOf(node: FlowNode): Readonly<Record<string, Json | undefined>> {
  const { type, version, title, mode, notes, width, collapsed } = node;
  const position = { x: node.position.x, y: node.position.y };
  return { type, version, title, mode, notes, width, collapsed, position };
}

function changeNode(node: FlowNode, { fields, params }: NodeChange): FlowNode {
  // Values come from a flow's own fields of the same names, so the result has a node's shape again.
  const changed = withChanges({ ...fieldsOf(node) }, fields) as unknown as Omit<FlowNode, 'id' | 'params'>;
  const { width, collapsed, ...rest } = changed;
  return {
    ...rest,
    id: node.id,
    params: withChanges({ ...node.params }, params),
    ...(width !== undefined && { width }),
    ...(collapsed !== undefined && { collapsed }),
  };
}

function withChanges(
  values: Record<string, Json | undefined>,
  changes: readonly ValueChange[],
): Record<string, Json> {
  const next = new Map(Object.entries(values));
  for (const { name, after } of changes) {
    if (after === undefined) next.delete(name);
    else next.set(name, after);
  }
  // From entries: a parameter may be called "__proto__" in a stranger's flow.
  return Object.fromEntries(next) as Record<string, Json>;
}

interface ListDifference<T> {
  readonly added: readonly T[];
  readonly removed: readonly T[];
  readonly both: readonly (readonly [T, T])[];
}

function compareLists<T>(
  before: readonly T[],
  after: readonly T[],
  idOf: (item: T) => string,
): ListDifference<T> {
  const old = new Map(before.map((item) => [idOf(item), item]));
  const now = new Set(after.map(idOf));
  return {
    added: after.filter((item) => !old.has(idOf(item))),
    removed: before.filter((item) => !now.has(idOf(item))),
    both: after.flatMap((item): [T, T][] => {
      const earlier = old.get(idOf(item));
      return earlier === undefined ? [] : [[earlier, item]];
    }),
  };
}

function compareMarks<T extends FlowNote | Frame>(
  before: readonly T[],
  after: readonly T[],
): MarkDifference<T> {
  const { added, removed, both } = compareLists(before, after, ({ id }) => id);
  const changed = both
    .filter(([old, now]) => old !== now && !equalJson(old as unknown as Json, now as unknown as Json))
    .map(([old, now]) => ({ before: old, after: now }));
  const difference = { added, removed, changed };
  const order = orderOf(patchMarks(before, difference), after, ({ id }) => id);
  return { ...difference, ...(order && { order }) };
}

function patchMarks<T extends FlowNote | Frame>(
  marks: readonly T[],
  difference: MarkDifference<T>,
): readonly T[] {
  const changed = new Map(difference.changed.map(({ after }) => [after.id, after]));
  const patched = patch(
    marks,
    difference.added,
    difference.removed,
    ({ id }) => id,
    (mark) => changed.get(mark.id) ?? mark,
  );
  return inOrder(patched, difference.order, ({ id }) => id);
}

function patch<T>(
  list: readonly T[],
  added: readonly T[],
  removed: readonly T[],
  idOf: (item: T) => string,
  change: (item: T) => T,
): T[] {
  const gone = new Set(removed.map(idOf));
  return [...list.filter((item) => !gone.has(idOf(item))).map(change), ...added];
}

function orderOf<T>(
  list: readonly T[],
  wanted: readonly T[],
  idOf: (item: T) => string,
): readonly string[] | undefined {
  return list.every((item, index) => idOf(item) === idOf(wanted[index] ?? item))
    ? undefined
    : wanted.map(idOf);
}

function inOrder<T>(
  list: readonly T[],
  order: readonly string[] | undefined,
  idOf: (item: T) => string,
): readonly T[] {
  if (order === undefined) return list;
  const places = new Map(order.map((id, index) => [id, index]));
  return list.toSorted((a, b) => (places.get(idOf(a)) ?? 0) - (places.get(idOf(b)) ?? 0));
}
