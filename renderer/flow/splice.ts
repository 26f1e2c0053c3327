import { type Flow, type FlowNode, findNode, type Wire, wireId } from '../../core/flow.ts';
import type { FlowEdit } from '../../core/flow-edit.ts';
import { wiresFrom, wiresInto } from '../../core/flow-graph.ts';
import type { NodeCatalog } from '../../core/node-descriptor.ts';
import { portFits } from '../../core/port.ts';
import { fittingPortsOf, portAt, REJECTED_PORT } from './wire-fit.ts';

/**
 * The two wires that take the place of one when a node is put into it; undefined where it does not fit there.
 *
 *     a ──────► b      becomes      a ──► node ──► b
 */
export function spliceWires(
  flow: Flow,
  catalog: NodeCatalog,
  wire: Wire,
  node: Pick<FlowNode, 'id' | 'type'>,
): readonly [enter: Wire, leave: Wire] | undefined {
  const source = portAt(flow, catalog, { ...wire.from, side: 'output' });
  const target = portAt(flow, catalog, { ...wire.to, side: 'input' });
  const type = catalog.get(node.type);
  if (!source || !target || !type || node.id === wire.from.node || node.id === wire.to.node) return undefined;
  const input = fittingPortsOf(type, { side: 'output', type: source.type })[0];
  // What a filter rejects is not what the wire carried on: it never takes the place of the kept ones.
  const output = fittingPortsOf(type, { side: 'input', type: target.type }).find(
    (port) => port.name !== REJECTED_PORT,
  );
  if (!input || !output) return undefined;
  return [
    { from: wire.from, to: { node: node.id, port: input.name } },
    { from: { node: node.id, port: output.name }, to: wire.to },
  ];
}

/** Edits that put a node, which stands in the flow and has no wires, into a wire. */
export function spliceEdits(
  flow: Flow,
  catalog: NodeCatalog,
  wire: Wire,
  node: Pick<FlowNode, 'id' | 'type'>,
): readonly FlowEdit[] | undefined {
  const wires = spliceWires(flow, catalog, wire, node);
  return (
    wires && [
      { kind: 'disconnect', wire },
      ...wires.map((each): FlowEdit => ({ kind: 'connect', wire: each })),
    ]
  );
}

/** Whether nothing is wired to a node. */
export function isUnwired(flow: Flow, id: string): boolean {
  return wiresInto(flow, id).length === 0 && wiresFrom(flow, id).length === 0;
}

/**
 * The wires that close the gaps which nodes would leave: what entered one goes to wherever its kept output led, as in a bypassed
 * node. Nodes in a row are closed one after the other.
 */
export function healingWires(flow: Flow, catalog: NodeCatalog, ids: Iterable<string>): readonly Wire[] {
  const gone = new Set(ids);
  let wires = flow.wires;
  for (const id of gone) {
    const into = wires.filter((wire) => wire.to.node === id);
    const out = wires.filter((wire) => wire.from.node === id && wire.from.port !== REJECTED_PORT);
    const around = out.flatMap(({ to }) =>
      into.filter(({ from }) => fits(flow, catalog, { from, to })).map(({ from }): Wire => ({ from, to })),
    );
    wires = [...wires.filter((wire) => wire.from.node !== id && wire.to.node !== id), ...around];
  }
  const before = new Set(flow.wires.map(wireId));
  const seen = new Set<string>();
  return wires.filter((wire) => {
    const key = wireId(wire);
    if (before.has(key) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Removes nodes and closes the gaps they leave. */
export function removeAndHealEdits(
  flow: Flow,
  catalog: NodeCatalog,
  ids: readonly string[],
): readonly FlowEdit[] {
  const present = ids.filter((id) => findNode(flow, id));
  if (present.length === 0) return [];
  const wires = healingWires(flow, catalog, present);
  return [
    { kind: 'remove-nodes', ids: present },
    ...wires.map((wire): FlowEdit => ({ kind: 'connect', wire })),
  ];
}

/** Takes nodes out of the wires that lead to others, and closes the gaps; wires among the nodes themselves stay. */
export function takeOutEdits(flow: Flow, catalog: NodeCatalog, ids: readonly string[]): readonly FlowEdit[] {
  const chosen = new Set(ids.filter((id) => findNode(flow, id)));
  const leaving = flow.wires.filter((wire) => chosen.has(wire.from.node) !== chosen.has(wire.to.node));
  const wires = healingWires(flow, catalog, chosen);
  return [
    ...leaving.map((wire): FlowEdit => ({ kind: 'disconnect', wire })),
    ...wires.map((wire): FlowEdit => ({ kind: 'connect', wire })),
  ];
}

function fits(flow: Flow, catalog: NodeCatalog, { from, to }: Wire): boolean {
  const output = portAt(flow, catalog, { ...from, side: 'output' });
  const input = portAt(flow, catalog, { ...to, side: 'input' });
  return output !== undefined && input !== undefined && portFits(output.type, input.type);
}
