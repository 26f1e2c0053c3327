import type { NodeType } from '../../core/define-node.ts';
import type { Flow, FlowNode } from '../../core/flow.ts';

/** The flow with every node's parameters brought to its type's present version; the same object where nothing was old. */
export function upgradeFlow(flow: Flow, types: ReadonlyMap<string, NodeType>): Flow {
  const nodes = flow.nodes.map((node) => upgradeNode(node, types.get(node.type)));
  return nodes.some((node, index) => node !== flow.nodes[index]) ? { ...flow, nodes } : flow;
}

/**
 * A step that is missing means that the parameters' form did not change. A step that throws was not made for what stands in the file:
 * the node stays as it is, and validation says what is wrong with it.
 */
function upgradeNode(node: FlowNode, type: NodeType | undefined): FlowNode {
  if (!type || node.version >= type.version) return node;
  try {
    let { params } = node;
    for (let version = node.version; version < type.version; version++)
      params = type.upgrades?.[version]?.(params) ?? params;
    return { ...node, params, version: type.version };
  } catch {
    return node;
  }
}
