import type { FlowNode } from '../../../core/flow.ts';
import type { NodeDescriptor } from '../../../core/node-descriptor.ts';
import { editFlow } from '../../flow/flow-store.ts';
import { TEXTS } from '../../texts.ts';
import { dropTyping, useDrafts } from './drafts.ts';
import { isChanged } from './form-model.ts';

/** Names of the parameters that differ from their defaults on any of the nodes, among those given. */
export function changedParams(
  nodes: readonly Pick<FlowNode, 'params'>[],
  params: NodeDescriptor['params'],
): readonly string[] {
  return Object.entries(params)
    .filter(([name, schema]) => nodes.some((node) => isChanged(node, name, schema)))
    .map(([name]) => name);
}

/** Gives parameters of nodes their defaults, as one step of undo; what was typed and not sent yet goes with it. */
export function resetParams(
  nodes: readonly FlowNode[],
  params: NodeDescriptor['params'],
  label: string,
): void {
  const names = Object.keys(params);
  for (const { id } of nodes)
    for (const name of names) {
      const key = draftKey(nodes.length > 1 ? nodes : [{ id }], name);
      dropTyping(key);
      useDrafts.getState().drop(key);
    }
  editFlow(
    nodes.flatMap((node) => {
      const reset = names.filter((name) => name in node.params);
      return reset.length === 0 ? [] : [{ kind: 'set-params' as const, id: node.id, params: {}, reset }];
    }),
    TEXTS.edits.restore(label),
  );
}

/** What is typed into a field is kept under this, for one node or for several at once. */
export function draftKey(nodes: readonly { readonly id: string }[], name: string): string {
  return `${nodes.map(({ id }) => id).join(' ')}.${name}`;
}
