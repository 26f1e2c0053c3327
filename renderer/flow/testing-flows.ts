import { EMPTY_FLOW, type Flow } from '../../core/flow.ts';
import { applyEdits } from '../../core/flow-edit.ts';
import type { NodeCatalog, NodeDescriptor, PortDescriptor } from '../../core/node-descriptor.ts';
import type { PortType } from '../../core/port.ts';
import { nodeOf } from '../../core/testing-flow.ts';
import { refusalOf } from './wire-fit.ts';

/*
 * For tests: a small catalog, and any flow that could be built from it by hand.
 */
const port = (name: string, type: PortType): PortDescriptor => ({ name, label: name, type, required: true });

function typeOf(
  type: string,
  inputs: readonly PortDescriptor[],
  outputs: readonly PortDescriptor[],
): NodeDescriptor {
  const category = type.slice(0, type.indexOf('.')) as NodeDescriptor['category'];
  const words = { title: type, summary: '', icon: 'box', synonyms: [] };
  return { type, version: 1, shape: 'each', category, ...words, inputs, outputs, params: {}, defaults: {} };
}

export const FOLDER = typeOf('sources.folder', [], [port('images', 'image')]);
export const PROMPT = typeOf('prompts.text', [port('image', 'image')], [port('prompted', 'prompted-image')]);
export const CAPTIONER = typeOf(
  'captioners.local',
  [port('image', 'image')],
  [port('rejected', 'image'), port('caption', 'caption')],
);
export const LENGTH = typeOf(
  'filters.length',
  [port('caption', 'caption')],
  [port('kept', 'caption'), port('rejected', 'caption')],
);
export const DATASET = typeOf(
  'datasets.dataset',
  [port('captions', 'caption')],
  [port('dataset', 'dataset')],
);

export const CATALOG: NodeCatalog = new Map(
  [FOLDER, PROMPT, CAPTIONER, LENGTH, DATASET].map((type) => [type.type, type]),
);

const TYPES = [...CATALOG.keys(), 'unknown.thing'];

/**
 * A flow of up to eight nodes out of any numbers, on the grid, with wires that may be drawn between them; one type in six is unknown.
 * Tests draw the numbers: `fc.array(fc.nat(999), { minLength: 1, maxLength: 80 }).map(flowOfNumbers)`.
 */
export function flowOfNumbers(numbers: readonly number[]): Flow {
  const [count = 0, ...rest] = numbers;
  let at = 0;
  const next = (below: number) => {
    const number = rest[at % Math.max(1, rest.length)] ?? 0;
    at += 1;
    return number % below;
  };
  let flow = applyEdits(
    EMPTY_FLOW,
    Array.from({ length: 1 + (count % 8) }, (_, index) => ({
      kind: 'add-node',
      node: {
        ...nodeOf(`n-${index + 1}`, TYPES[next(TYPES.length)] ?? ''),
        position: { x: 20 * (next(19) - 9), y: 20 * (next(19) - 9) },
      },
    })),
  );
  while (at < rest.length) {
    const [a, b] = [flow.nodes[next(flow.nodes.length)], flow.nodes[next(flow.nodes.length)]];
    const wire = {
      from: { node: a?.id ?? '', port: CATALOG.get(a?.type ?? '')?.outputs[next(2)]?.name ?? '' },
      to: { node: b?.id ?? '', port: CATALOG.get(b?.type ?? '')?.inputs[next(2)]?.name ?? '' },
    };
    if (!refusalOf(flow, CATALOG, wire)) flow = applyEdits(flow, [{ kind: 'connect', wire }]);
  }
  return flow;
}

/** Ids of some of a flow's nodes: those whose bit is set. */
export function someOf(flow: Flow, bits: number): readonly string[] {
  return flow.nodes.filter((_, index) => (bits >> index) % 2 === 1).map(({ id }) => id);
}
