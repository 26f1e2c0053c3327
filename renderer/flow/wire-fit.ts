import { type Endpoint, type Flow, type FlowNode, findNode, type Wire, wireId } from '../../core/flow.ts';
import { closesCycle, wiresFrom, wiresInto } from '../../core/flow-graph.ts';
import type { NodeCatalog, NodeDescriptor, PortDescriptor } from '../../core/node-descriptor.ts';
import { type PortType, portFits } from '../../core/port.ts';

export type Side = 'input' | 'output';

/** One port of a node, as the hand takes hold of it. */
export interface PortEnd extends Endpoint {
  readonly side: Side;
}

/** Why a wire cannot be drawn. */
export type Refusal =
  | { readonly kind: 'type'; readonly takes: PortType; readonly carries: PortType }
  | { readonly kind: 'circle' }
  | { readonly kind: 'connected' }
  | { readonly kind: 'itself' }
  /** An output was led to an output, or an input to an input; or the node has none of the other side. */
  | { readonly kind: 'side'; readonly missing: Side }
  | { readonly kind: 'unknown' };

/** The port on which what a filter turned away leaves. */
export const REJECTED_PORT = 'rejected';

export function otherSide(side: Side): Side {
  return side === 'input' ? 'output' : 'input';
}

export function portsOf(type: NodeDescriptor | undefined, side: Side): readonly PortDescriptor[] {
  return (side === 'input' ? type?.inputs : type?.outputs) ?? [];
}

/** The port at one end; undefined where node, type or port are not known. */
export function portAt(flow: Flow, catalog: NodeCatalog, end: PortEnd): PortDescriptor | undefined {
  const type = catalog.get(findNode(flow, end.node)?.type ?? '');
  return portsOf(type, end.side).find((port) => port.name === end.port);
}

/** What a node of an unknown type gives, or else takes, as far as the other ends of its wires tell. */
export function typeByWires(flow: Flow, catalog: NodeCatalog, id: string): PortType | undefined {
  const given = wiresFrom(flow, id).map(({ to }) => portAt(flow, catalog, { ...to, side: 'input' }));
  const taken = wiresInto(flow, id).map(({ from }) => portAt(flow, catalog, { ...from, side: 'output' }));
  return [...given, ...taken].find((port) => port !== undefined)?.type;
}

/** The wire between a port and one of the other side, in the direction of the samples. */
export function wireBetween(end: PortEnd, other: Endpoint): Wire {
  const here = { node: end.node, port: end.port };
  return end.side === 'output' ? { from: here, to: other } : { from: other, to: here };
}

/** Why a wire cannot be drawn; undefined where it can. */
export function refusalOf(flow: Flow, catalog: NodeCatalog, wire: Wire): Refusal | undefined {
  const output = portAt(flow, catalog, { ...wire.from, side: 'output' });
  const input = portAt(flow, catalog, { ...wire.to, side: 'input' });
  if (!output || !input) return { kind: 'unknown' };
  if (wire.from.node === wire.to.node) return { kind: 'itself' };
  if (!portFits(output.type, input.type)) return { kind: 'type', takes: input.type, carries: output.type };
  const id = wireId(wire);
  if (wiresInto(flow, wire.to.node).some((other) => wireId(other) === id)) return { kind: 'connected' };
  return closesCycle(flow, wire.from.node, wire.to.node) ? { kind: 'circle' } : undefined;
}

/** Whether a wire may be drawn: its ports are there, their types meet, it is new, and it closes no circle. */
export function canConnect(flow: Flow, catalog: NodeCatalog, wire: Wire): boolean {
  return refusalOf(flow, catalog, wire) === undefined;
}

/** Ports of a node that a loose end of this type could be led to, best first: the same type, then a wider one; `rejected` last. */
export function fittingPortsOf(
  type: NodeDescriptor,
  end: { readonly side: Side; readonly type: PortType },
): readonly PortDescriptor[] {
  const fits = (port: PortDescriptor) =>
    end.side === 'output' ? portFits(end.type, port.type) : portFits(port.type, end.type);
  const rank = (port: PortDescriptor) =>
    (port.name === REJECTED_PORT ? 4 : 0) + (port.type === end.type ? 0 : 2) + (port.required ? 0 : 1);
  return portsOf(type, otherSide(end.side))
    .filter(fits)
    .toSorted((a, b) => rank(a) - rank(b));
}

/** What happens to a loose end that is let go on a node's body: the wire to its best port, or why there is none. */
export type BodyFit = { readonly wire: Wire; readonly port: PortDescriptor } | { readonly refusal: Refusal };

export function fitToNode(flow: Flow, catalog: NodeCatalog, end: PortEnd, target: string): BodyFit {
  const node = findNode(flow, target);
  const type = node && catalog.get(node.type);
  const port = portAt(flow, catalog, end);
  if (!type || !port) return { refusal: { kind: 'unknown' } };
  if (target === end.node) return { refusal: { kind: 'itself' } };
  const side = otherSide(end.side);
  const ports = portsOf(type, side);
  const fitting = fittingPortsOf(type, { side: end.side, type: port.type });
  let refusal: Refusal | undefined;
  for (const candidate of fitting) {
    const wire = wireBetween(end, { node: target, port: candidate.name });
    const why = refusalOf(flow, catalog, wire);
    if (!why) return { wire, port: candidate };
    refusal ??= why;
  }
  const first = ports[0];
  if (!refusal && first)
    refusal = refusalOf(flow, catalog, wireBetween(end, { node: target, port: first.name }));
  return { refusal: refusal ?? { kind: 'side', missing: side } };
}

/** The wire that joins two nodes best: the first output that fits the first free input; `rejected` comes last. */
export function bestWire(
  catalog: NodeCatalog,
  from: Pick<FlowNode, 'id' | 'type'>,
  to: Pick<FlowNode, 'id' | 'type'>,
): Wire | undefined {
  const outputs = portsOf(catalog.get(from.type), 'output').toSorted(
    (a, b) => Number(a.name === REJECTED_PORT) - Number(b.name === REJECTED_PORT),
  );
  const target = catalog.get(to.type);
  for (const output of outputs) {
    const input = target && fittingPortsOf(target, { side: 'output', type: output.type })[0];
    if (input) return { from: { node: from.id, port: output.name }, to: { node: to.id, port: input.name } };
  }
  return undefined;
}
