import type { NodeType } from '../../core/define-node.ts';
import { REJECTED_PORT } from '../../core/define-node.ts';
import { UserError } from '../../core/errors.ts';
import { type Endpoint, type Flow, type FlowNode, findNode, type Wire } from '../../core/flow.ts';
import { sortTopologically } from '../../core/flow-graph.ts';
import type { NodeDescriptor } from '../../core/node-descriptor.ts';
import { type PortType, portFits } from '../../core/port.ts';
import type { RunOptions } from '../../core/run.ts';
import type { NodeLibrary } from './active-run.ts';
import { partUpTo } from './check-flow.ts';

/** One node of a run with its parsed parameters and the wires that matter. */
export interface PlannedNode {
  readonly node: FlowNode;
  readonly type: NodeType;
  readonly descriptor: NodeDescriptor;
  /** Output of the node's schema, defaults filled in. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly inputs: readonly { readonly from: Endpoint; readonly port: string }[];
  readonly outputs: readonly { readonly to: Endpoint; readonly port: string }[];
  /** Wires for models from nodes that are not part of this run: the model that they made last is taken. */
  readonly made: readonly { readonly from: Endpoint; readonly port: string }[];
  /** Output that kept samples leave by; '' where the node gives no samples. */
  readonly keptPort: string;
}

/** Nodes in topological order. */
export type Plan = readonly PlannedNode[];

/** A part of the samples only: collectors and jobs would make something incomplete and are left out [RUN12]. */
function isPartial(options: RunOptions): boolean {
  return options.limit !== undefined || options.samples !== undefined;
}

/** Whether a node has made a model that is still known. */
export type HasModel = (node: string) => boolean;

/**
 * What a run executes: the flow up to the target, without muted nodes, with wires led around bypassed ones. Who is wired to a trainer that does not
 * take part works with the model that it made last; who then has none does not take part either.
 */
export function planRun(
  flow: Flow,
  library: NodeLibrary,
  options: RunOptions,
  hasModel: HasModel = () => false,
): Plan {
  const part = options.to === undefined ? flow : partUpTo(flow, options.to);
  const whole = bypass(part, library);
  const active = withoutIdle(whole, library, isPartial(options), hasModel);
  const { order } = sortTopologically(active);
  const ids = new Set(order);
  const made = whole.wires.filter(({ from }) => !ids.has(from.node) && hasModel(from.node));
  return order.map((id) => planNode(active, library, id, made));
}

function planNode(flow: Flow, library: NodeLibrary, id: string, made: readonly Wire[]): PlannedNode {
  const node = findNode(flow, id);
  const type = node && library.types.get(node.type);
  const descriptor = node && library.catalog.get(node.type);
  if (!node || !type || !descriptor)
    throw new UserError('NODE_UNKNOWN', `"${node?.type ?? id}" is not part of this version.`);
  return {
    node,
    type,
    descriptor,
    params: type.params.parse(node.params),
    inputs: flow.wires
      .filter((wire) => wire.to.node === id)
      .map((wire) => ({ from: wire.from, port: wire.to.port })),
    outputs: flow.wires
      .filter((wire) => wire.from.node === id)
      .map((wire) => ({ to: wire.to, port: wire.from.port })),
    made: made
      .filter(({ to }) => to.node === id && type.inputs[to.port]?.type === 'model')
      .map(({ from, to }) => ({ from, port: to.port })),
    keptPort: Object.keys(type.outputs).find((port) => port !== REJECTED_PORT) ?? '',
  };
}

/** Leads wires around bypassed nodes: what reaches the first input that fits goes on to whatever the kept output feeds. */
function bypass(flow: Flow, library: NodeLibrary): Flow {
  let { wires } = flow;
  for (const node of flow.nodes) {
    if (node.mode !== 'bypassed') continue;
    const into = wires.filter((wire) => wire.to.node === node.id);
    const out = wires.filter((wire) => wire.from.node === node.id && wire.from.port !== REJECTED_PORT);
    const around = out.flatMap((wire) =>
      into
        .filter((source) => fits(flow, library, source.from, wire.to))
        .map((source): Wire => ({ from: source.from, to: wire.to })),
    );
    wires = [...wires.filter((wire) => wire.from.node !== node.id && wire.to.node !== node.id), ...around];
  }
  return { ...flow, nodes: flow.nodes.filter((node) => node.mode !== 'bypassed'), wires };
}

function fits(flow: Flow, library: NodeLibrary, from: Endpoint, to: Endpoint): boolean {
  const output = library.types.get(findNode(flow, from.node)?.type ?? '')?.outputs[from.port];
  const input = library.types.get(findNode(flow, to.node)?.type ?? '')?.inputs[to.port];
  return output !== undefined && input !== undefined && portFits(output.type, input.type);
}

/** A node that was to work with a model of this very flow must not work without one. */
function wasToGetModel(flow: Flow, node: string, port: string, type: PortType): boolean {
  return type === 'model' && flow.wires.some((wire) => wire.to.node === node && wire.to.port === port);
}

/** Takes away muted nodes, collectors and jobs of a partial run, and then every node whose required inputs nothing feeds any more. */
function withoutIdle(flow: Flow, library: NodeLibrary, partial: boolean, hasModel: HasModel): Flow {
  const shapeOf = (node: FlowNode) => library.types.get(node.type)?.shape;
  let nodes = flow.nodes.filter(
    (node) => node.mode !== 'muted' && !(partial && (shapeOf(node) === 'collect' || shapeOf(node) === 'job')),
  );
  for (;;) {
    const ids = new Set(nodes.map((node) => node.id));
    const wires = flow.wires.filter((wire) => ids.has(wire.from.node) && ids.has(wire.to.node));
    const fed = nodes.filter((node) =>
      Object.entries(library.types.get(node.type)?.inputs ?? {}).every(
        ([port, input]) =>
          wires.some((wire) => wire.to.node === node.id && wire.to.port === port) ||
          (input.type === 'model' && isMade(flow, node.id, port, ids, hasModel)) ||
          (input.required === false && !wasToGetModel(flow, node.id, port, input.type)),
      ),
    );
    if (fed.length === nodes.length) return { ...flow, nodes, wires };
    nodes = fed;
  }
}

/** Everything that is wired to this port and does not take part has made a model before. */
function isMade(
  flow: Flow,
  node: string,
  port: string,
  ids: ReadonlySet<string>,
  hasModel: HasModel,
): boolean {
  const makers = flow.wires.filter((wire) => wire.to.node === node && wire.to.port === port);
  return makers.length > 0 && makers.every(({ from }) => ids.has(from.node) || hasModel(from.node));
}
