import { create } from 'zustand';
import type { Flow, Wire } from '../../core/flow.ts';
import type { NodeCatalog } from '../../core/node-descriptor.ts';
import type { PortType } from '../../core/port.ts';
import { canConnect } from '../flow/flow-actions.ts';

/** While a wire is drawn: the ports that it can go to, as `portKey`s. */
export const useDragWire = create<{
  readonly fitting: ReadonlySet<string> | undefined;
  /** What the wire carries. */
  readonly type: PortType | undefined;
}>(() => ({ fitting: undefined, type: undefined }));

export function portKey(node: string, side: 'input' | 'output', port: string): string {
  return `${node}.${side}.${port}`;
}

/** All ports that a wire from one port can be drawn to; computed once when the drawing starts. */
export function fittingPorts(
  flow: Flow,
  catalog: NodeCatalog,
  end: { readonly node: string; readonly side: 'input' | 'output'; readonly port: string },
): Set<string> {
  const fitting = new Set<string>([portKey(end.node, end.side, end.port)]);
  const here = { node: end.node, port: end.port };
  for (const node of flow.nodes) {
    const type = catalog.get(node.type);
    if (!type || node.id === end.node) continue;
    const side = end.side === 'output' ? 'input' : 'output';
    for (const port of side === 'input' ? type.inputs : type.outputs) {
      const there = { node: node.id, port: port.name };
      const wire: Wire = end.side === 'output' ? { from: here, to: there } : { from: there, to: here };
      if (canConnect(flow, catalog, wire)) fitting.add(portKey(node.id, side, port.name));
    }
  }
  return fitting;
}

/** The type of one port; undefined where the node or the port is not known. */
export function portType(
  flow: Flow,
  catalog: NodeCatalog,
  end: { readonly node: string; readonly side: 'input' | 'output'; readonly port: string },
): PortType | undefined {
  const type = catalog.get(flow.nodes.find((node) => node.id === end.node)?.type ?? '');
  const ports = end.side === 'output' ? type?.outputs : type?.inputs;
  return ports?.find((port) => port.name === end.port)?.type;
}
