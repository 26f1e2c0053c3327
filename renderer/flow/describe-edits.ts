import { type Endpoint, type Flow, findNode } from '../../core/flow.ts';
import type { FlowEdit } from '../../core/flow-edit.ts';
import type { NodeCatalog } from '../../core/node-descriptor.ts';
import { COMMAND_TEXTS } from '../texts/commands.ts';
import { nodeTitle } from './node-title.ts';
import { portAt, type Side } from './wire-fit.ts';

const { said } = COMMAND_TEXTS;
/** Of more wires than these only the number is said. */
const NAMED_WIRES = 2;

/**
 * What edits of one intention did, for those who listen: what came, went and was connected, by name. Undefined where the
 * field that was changed has said it itself.
 *
 * @param flow as it was before
 */
export function describeEdits(
  flow: Flow,
  edits: readonly FlowEdit[],
  label: string,
  catalog: NodeCatalog,
): string | undefined {
  const added = edits.flatMap((edit) => (edit.kind === 'add-node' ? [edit.node] : []));
  const removed = edits.flatMap((edit) => (edit.kind === 'remove-nodes' ? edit.ids : []));
  const connected = edits.flatMap((edit) => (edit.kind === 'connect' ? [edit.wire] : []));
  const cut = edits.flatMap((edit) => (edit.kind === 'disconnect' ? [edit.wire] : []));
  const after = { ...flow, nodes: [...flow.nodes, ...added] };
  const title = (id: string) => {
    const node = findNode(after, id);
    return node ? nodeTitle(node, catalog) : id;
  };
  const end = (at: Endpoint, side: Side) =>
    said.port(title(at.node), portAt(after, catalog, { ...at, side })?.label ?? at.port);
  const wires = (
    of: typeof connected,
    one: (from: string, to: string) => string,
    many: (count: number) => string,
  ) =>
    of.length > NAMED_WIRES
      ? [many(of.length)]
      : of.map(({ from, to }) => one(end(from, 'output'), end(to, 'input')));
  const parts = [
    ...(added.length > 1 ? [said.addedMany(added.length)] : added.map(({ id }) => said.added(title(id)))),
    ...(removed.length > 1
      ? [said.removedMany(removed.length)]
      : removed.map((id) => said.removed(title(id)))),
    ...wires(connected, said.connected, said.connectedMany),
    ...wires(cut, said.cut, said.cutMany),
  ];
  if (parts.length > 0) return parts.join(', ').replace(/^./, (first) => first.toUpperCase());
  const quiet = edits.every(({ kind }) => kind === 'set-params');
  return quiet ? undefined : label;
}

/** What undo or redo did, by the name of what was done; undefined where there was nothing. */
export function describeTravel(direction: 'undo' | 'redo', label: string | undefined): string {
  if (label === undefined) return direction === 'undo' ? said.nothingToUndo : said.nothingToRedo;
  return direction === 'undo' ? said.undone(label) : said.redone(label);
}
