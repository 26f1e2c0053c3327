import type { CaptionerRef } from '../../core/captioner.ts';
import { type Flow, type FlowNode, findNode } from '../../core/flow.ts';
import { type FlowEdit, newNodeId } from '../../core/flow-edit.ts';
import type { JsonObject } from '../../core/json.ts';
import type { NodeCatalog, NodeDescriptor, PortDescriptor } from '../../core/node-descriptor.ts';
import { portFits } from '../../core/port.ts';

/** Which parameter of a node type takes the captioner, found by its widget: types are not known by name here. */
function captionerParam(
  descriptor: NodeDescriptor | undefined,
  kind: CaptionerRef['kind'],
): string | undefined {
  const widget = kind === 'endpoint' ? 'endpoint' : 'local-model';
  return Object.entries(descriptor?.params ?? {}).find(([, schema]) => schema.widget === widget)?.[0];
}

/** Parameters of `descriptor` that make it use this captioner. */
function captionerParams(descriptor: NodeDescriptor, ref: CaptionerRef): JsonObject {
  const name = captionerParam(descriptor, ref.kind);
  if (name === undefined) return {};
  if (ref.kind === 'endpoint')
    return { [name]: ref.endpoint, ...('model' in descriptor.params && { model: ref.model }) };
  return { [name]: ref.model, ...('precision' in descriptor.params && { precision: ref.precision }) };
}

/** A captioner's node without a place in a flow; undefined where no node type can use that kind. */
export function captionerNode(
  catalog: NodeCatalog,
  ref: CaptionerRef,
): Pick<FlowNode, 'type' | 'version' | 'params'> | undefined {
  const descriptor = [...catalog.values()].find((one) => captionerParam(one, ref.kind) !== undefined);
  if (descriptor === undefined) return undefined;
  const { type, version } = descriptor;
  return { type, version, params: captionerParams(descriptor, ref) };
}

/** The nodes of a flow that write captions with a captioner that can be chosen, in the flow's order. */
export function captionerNodes(flow: Flow, catalog: NodeCatalog): readonly FlowNode[] {
  return flow.nodes.filter((node) => {
    const descriptor = catalog.get(node.type);
    return (
      captionerParam(descriptor, 'endpoint') !== undefined ||
      captionerParam(descriptor, 'local') !== undefined
    );
  });
}

/**
 * Edits that make a node use a captioner, to be undone as one. A node whose type cannot use that kind is replaced by one that can,
 * with the wires that still fit and the settings that both have. Empty where the node or a fitting type is not there.
 */
export function captionerEdits(
  flow: Flow,
  catalog: NodeCatalog,
  id: string,
  ref: CaptionerRef,
): readonly FlowEdit[] {
  const node = findNode(flow, id);
  if (node === undefined) return [];
  const present = catalog.get(node.type);
  if (present !== undefined && captionerParam(present, ref.kind) !== undefined)
    return [{ kind: 'set-params', id, params: captionerParams(present, ref) }];
  const wanted = [...catalog.values()].find((one) => captionerParam(one, ref.kind) !== undefined);
  if (wanted === undefined) return [];
  const next: FlowNode = {
    ...node,
    id: newNodeId(flow, id.replace(/-\d{1,9}$/, '')),
    type: wanted.type,
    version: wanted.version,
    params: { ...sharedParams(node.params, wanted, ref.kind), ...captionerParams(wanted, ref) },
  };
  return [
    { kind: 'add-node', node: next },
    ...carriedWires(flow, catalog, { id, next: next.id, wanted }),
    { kind: 'remove-nodes', ids: [id] },
  ];
}

/** Settings that the other type has, too; what names the captioner itself is never carried over. */
function sharedParams(params: JsonObject, wanted: NodeDescriptor, kind: CaptionerRef['kind']): JsonObject {
  const own = new Set([captionerParam(wanted, kind), 'model', 'precision']);
  return Object.fromEntries(
    Object.entries(params).filter(([name]) => name in wanted.params && !own.has(name)),
  );
}

/**
 * The node's wires, at the other type's ports: the port of the same name where it fits, else the first that does. What a wire carries
 * is known from the node at its other end.
 */
function carriedWires(
  flow: Flow,
  catalog: NodeCatalog,
  { id, next, wanted }: { readonly id: string; readonly next: string; readonly wanted: NodeDescriptor },
): FlowEdit[] {
  const portsOf = (node: string, side: 'inputs' | 'outputs'): readonly PortDescriptor[] =>
    catalog.get(findNode(flow, node)?.type ?? '')?.[side] ?? [];
  return flow.wires.flatMap(({ from, to }): FlowEdit[] => {
    if (to.node === id) {
      const carried = portsOf(from.node, 'outputs').find(({ name }) => name === from.port)?.type;
      const port = bestPort(
        wanted.inputs,
        to.port,
        (input) => carried === undefined || portFits(carried, input.type),
      );
      return port === undefined ? [] : [{ kind: 'connect', wire: { from, to: { node: next, port } } }];
    }
    if (from.node !== id) return [];
    const taken = portsOf(to.node, 'inputs').find(({ name }) => name === to.port)?.type;
    const port = bestPort(
      wanted.outputs,
      from.port,
      (output) => taken === undefined || portFits(output.type, taken),
    );
    return port === undefined ? [] : [{ kind: 'connect', wire: { from: { node: next, port }, to } }];
  });
}

function bestPort(
  ports: readonly PortDescriptor[],
  name: string,
  fits: (port: PortDescriptor) => boolean,
): string | undefined {
  const fitting = ports.filter(fits);
  const same = fitting.find((port) => port.name === name);
  // What was rejected goes on from there or not at all: by another port it would be something else.
  if (same !== undefined || name === REJECTED) return same?.name;
  return fitting.find((port) => port.name !== REJECTED)?.name;
}

const REJECTED = 'rejected';
