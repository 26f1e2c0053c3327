import type { FlowNode } from '../../core/flow.ts';
import type { NodeCatalog } from '../../core/node-descriptor.ts';

/** What a node is called: its own title, its type's, or the bare type where that is unknown. */
export function nodeTitle(node: FlowNode, catalog: NodeCatalog): string {
  return node.title || catalog.get(node.type)?.title || node.type;
}
