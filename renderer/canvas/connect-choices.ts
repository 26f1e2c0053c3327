import { type Flow, type FlowNode, findNode, type Wire } from '../../core/flow.ts';
import type { NodeCatalog, PortDescriptor } from '../../core/node-descriptor.ts';
import { otherSide, type PortEnd, portsOf, wireBetween } from '../flow/wire-fit.ts';
import { fittingPorts, portKey } from './drag-wire.ts';

/** A port in the flow that a wire can be drawn to. */
export interface Connectable {
  readonly node: FlowNode;
  readonly port: PortDescriptor;
  readonly wire: Wire;
}

/** The ports of other nodes that a wire from one port can go to, those of the nearest node first. */
export function connectablePorts(flow: Flow, catalog: NodeCatalog, end: PortEnd): readonly Connectable[] {
  const at = findNode(flow, end.node)?.position;
  if (!at) return [];
  const fitting = fittingPorts(flow, catalog, end);
  const side = otherSide(end.side);
  const distance = ({ position }: FlowNode) => Math.hypot(position.x - at.x, position.y - at.y);
  return flow.nodes
    .filter(({ id }) => id !== end.node)
    .toSorted((a, b) => distance(a) - distance(b))
    .flatMap((node) =>
      portsOf(catalog.get(node.type), side)
        .filter((port) => fitting.has(portKey(node.id, side, port.name)))
        .map((port) => ({ node, port, wire: wireBetween(end, { node: node.id, port: port.name }) })),
    );
}
