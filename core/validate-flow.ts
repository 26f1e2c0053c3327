import type { Flow, FlowNode, Wire } from './flow.ts';
import { findNode } from './flow.ts';
import { sortTopologically, wiresInto } from './flow-graph.ts';
import type { NodeCatalog } from './node-descriptor.ts';
import { PORT_LABELS, portFits } from './port.ts';
import type { Problem } from './problem.ts';

/**
 * All problems of a flow's graph, each on its node: unknown types and ports, wires whose types do not meet, missing inputs, cycles.
 * Parameters, files and models are checked by the engine, which can look at them.
 */
export function validateGraph(flow: Flow, catalog: NodeCatalog): readonly Problem[] {
  return [
    ...(flow.nodes.length === 0 ? [emptyFlow()] : []),
    ...flow.nodes.flatMap((node) => nodeProblems(flow, node, catalog)),
    ...flow.wires.flatMap((wire) => wireProblems(flow, wire, catalog)),
    ...cycleProblems(flow),
  ];
}

function emptyFlow(): Problem {
  return {
    code: 'FLOW_INVALID',
    severity: 'error',
    message: 'The flow has no nodes.',
    remedy: 'Add a source, or start from a template.',
  };
}

function nodeProblems(flow: Flow, node: FlowNode, catalog: NodeCatalog): Problem[] {
  if (node.mode === 'muted') return [];
  const descriptor = catalog.get(node.type);
  if (!descriptor) {
    return [
      {
        code: 'NODE_UNKNOWN',
        severity: 'error',
        node: node.id,
        message: `"${node.type}" is not part of this version.`,
        remedy: 'Update the app, or bypass or remove the node. Its settings are kept.',
      },
    ];
  }
  // What its settings mean may have changed: running it as the version that is here would do something else.
  if (node.version > descriptor.version)
    return [
      {
        code: 'NODE_UNKNOWN',
        severity: 'error',
        node: node.id,
        message: 'This node was made by a newer version of Ekphrasis.',
        remedy: 'Update the app, or put a new node of the same kind in its place. Its settings are kept.',
      },
    ];
  return descriptor.inputs
    .filter((port) => port.required && !wiresInto(flow, node.id).some((wire) => wire.to.port === port.name))
    .map((port) => ({
      code: 'INPUT_MISSING' as const,
      severity: 'error' as const,
      node: node.id,
      port: port.name,
      message: `Nothing is wired to "${port.label}".`,
      remedy: `Wire a node that gives ${PORT_LABELS[port.type]} to it.`,
    }));
}

function wireProblems(flow: Flow, wire: Wire, catalog: NodeCatalog): Problem[] {
  const from = findNode(flow, wire.from.node);
  const to = findNode(flow, wire.to.node);
  if (!from || !to) {
    const missing = from ? wire.to.node : wire.from.node;
    return [
      {
        code: 'FLOW_INVALID',
        severity: 'error',
        message: `A wire leads to "${missing}", which is not in the flow.`,
        remedy: 'Remove the wire.',
      },
    ];
  }
  const output = catalog.get(from.type)?.outputs.find((port) => port.name === wire.from.port);
  const input = catalog.get(to.type)?.inputs.find((port) => port.name === wire.to.port);
  const problems: Problem[] = [];
  if (catalog.has(from.type) && !output) problems.push(unknownPort(from, wire.from.port, 'output'));
  if (catalog.has(to.type) && !input) problems.push(unknownPort(to, wire.to.port, 'input'));
  if (output && input && !portFits(output.type, input.type)) {
    problems.push({
      code: 'PORT_MISMATCH',
      severity: 'error',
      node: to.id,
      port: input.name,
      message: `"${input.label}" takes ${PORT_LABELS[input.type]}, but the wire from "${from.id}" carries ${PORT_LABELS[output.type]}.`,
      remedy: 'Wire another port, or put a node between them.',
    });
  }
  return problems;
}

function unknownPort(node: FlowNode, port: string, side: 'input' | 'output'): Problem {
  return {
    code: 'PORT_UNKNOWN',
    severity: 'error',
    node: node.id,
    port,
    message: `"${node.id}" has no ${side} "${port}".`,
    remedy: 'Remove the wire, or wire one of its ports.',
  };
}

function cycleProblems(flow: Flow): Problem[] {
  const { cycle } = sortTopologically(flow);
  const first = cycle[0];
  if (first === undefined) return [];
  return [
    {
      code: 'FLOW_CYCLE',
      severity: 'error',
      node: first,
      message: `The wires go round in a circle: ${cycle.join(', ')}.`,
      remedy: 'Remove one of the wires between these nodes.',
    },
  ];
}
