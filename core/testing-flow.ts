import { EMPTY_FLOW, type Endpoint, type Flow, type FlowNode } from './flow.ts';
import type { JsonObject } from './json.ts';

/*
 * For tests: flows in a line.
 */

/** An active node at the origin, with no title. */
export function nodeOf(id: string, type: string, params: JsonObject = {}): FlowNode {
  return { id, type, version: 1, title: '', position: { x: 0, y: 0 }, mode: 'active', params, notes: '' };
}

/** Node ids with their types and parameters, and wires as `from.port>to.port`. */
export function flowOf(
  nodes: Readonly<Record<string, readonly [type: string, params?: JsonObject]>>,
  ...wires: readonly string[]
): Flow {
  return {
    ...EMPTY_FLOW,
    nodes: Object.entries(nodes).map(([id, [type, params]]) => nodeOf(id, type, params)),
    wires: wires.map((wire) => {
      const [from = '', to = ''] = wire.split('>');
      return { from: endpoint(from), to: endpoint(to) };
    }),
  };
}

function endpoint(text: string): Endpoint {
  const [node = '', port = ''] = text.split('.');
  return { node, port };
}
