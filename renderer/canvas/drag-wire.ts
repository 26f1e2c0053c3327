import { create } from 'zustand';
import type { Flow, Point } from '../../core/flow.ts';
import { wireId } from '../../core/flow.ts';
import { downstreamOf, upstreamOf } from '../../core/flow-graph.ts';
import type { NodeCatalog } from '../../core/node-descriptor.ts';
import { type PortType, portFits } from '../../core/port.ts';
import { otherSide, type PortEnd, portAt, portsOf, type Side, wireBetween } from '../flow/wire-fit.ts';

/** What stands under the pointer while a wire is drawn: a short text, and whether it could be let go there. */
export interface WireHint {
  /** Pixels in the window. */
  readonly at: Point;
  readonly text: string;
  readonly fits: boolean;
}

/** While a wire is drawn: the ports that it can go to, as `portKey`s, and what is said at the pointer. */
export const useDragWire = create<{
  readonly fitting: ReadonlySet<string> | undefined;
  /** What the wire carries. */
  readonly type: PortType | undefined;
  readonly hint: WireHint | undefined;
}>(() => ({ fitting: undefined, type: undefined, hint: undefined }));

export function portKey(node: string, side: Side, port: string): string {
  return `${node}.${side}.${port}`;
}

/** All ports that a wire from one port can be drawn to; computed once when the drawing starts. */
export function fittingPorts(flow: Flow, catalog: NodeCatalog, end: PortEnd): ReadonlySet<string> {
  const fitting = new Set<string>([portKey(end.node, end.side, end.port)]);
  const type = portAt(flow, catalog, end)?.type;
  if (type === undefined) return fitting;
  const side = otherSide(end.side);
  // A wire would close a circle with every node that lies on the other side of its end already.
  const circle = end.side === 'output' ? upstreamOf(flow, [end.node]) : downstreamOf(flow, [end.node]);
  const present = new Set(flow.wires.map(wireId));
  for (const node of flow.nodes) {
    if (circle.has(node.id)) continue;
    for (const port of portsOf(catalog.get(node.type), side)) {
      const fits = end.side === 'output' ? portFits(type, port.type) : portFits(port.type, type);
      if (fits && !present.has(wireId(wireBetween(end, { node: node.id, port: port.name }))))
        fitting.add(portKey(node.id, side, port.name));
    }
  }
  return fitting;
}
