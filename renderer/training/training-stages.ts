import type { Flow, FlowNode } from '../../core/flow.ts';
import type { NodeCatalog, NodeDescriptor } from '../../core/node-descriptor.ts';

/** The category whose jobs make models. */
const TRAINING = 'training';

/** Whether nodes of a type train: told by its category and by the model that it gives. */
export function trainsModel(type: NodeDescriptor | undefined): boolean {
  return (
    type?.category === TRAINING &&
    type.shape === 'job' &&
    type.outputs.some((output) => output.type === 'model')
  );
}

/** The training nodes of a flow in the order in which data reaches them; those that do not depend on each other from left to right. */
export function trainingStages(flow: Flow, catalog: NodeCatalog): readonly FlowNode[] {
  const depth = new Map<string, number>();
  const into = new Map<string, string[]>();
  for (const { from, to } of flow.wires) into.set(to.node, [...(into.get(to.node) ?? []), from.node]);
  const depthOf = (id: string, path: ReadonlySet<string>): number => {
    const known = depth.get(id);
    // A circle stands against a run, and must not stand against drawing.
    if (known !== undefined || path.has(id)) return known ?? 0;
    const deeper = new Set(path).add(id);
    const found = Math.max(-1, ...(into.get(id) ?? []).map((before) => depthOf(before, deeper))) + 1;
    depth.set(id, found);
    return found;
  };
  return flow.nodes
    .filter((node) => node.mode === 'active' && trainsModel(catalog.get(node.type)))
    .sort((a, b) => depthOf(a.id, NONE) - depthOf(b.id, NONE) || a.position.x - b.position.x);
}

const NONE: ReadonlySet<string> = new Set();
