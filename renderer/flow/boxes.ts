import type { Flow } from '../../core/flow.ts';
import type { NodeCatalog, NodeDescriptor } from '../../core/node-descriptor.ts';
import type { Box } from './arrange.ts';
import { NODE_WIDTH } from './flow-actions.ts';

/** Height of a title bar, of a row of ports, and of what usually stands below them, canvas units. */
const TITLE = 32;
const ROW = 20;
const BELOW = 44;
const NOTE = 60;

/** How high a card probably is that was never drawn: cards off the screen are not measured. */
export function likelyHeight(type: NodeDescriptor | undefined, collapsed: boolean | undefined): number {
  if (collapsed) return TITLE + 2;
  return TITLE + ROW * Math.max(1, type?.inputs.length ?? 0, type?.outputs.length ?? 0) + BELOW;
}

/** Everything on the canvas with its size, canvas units: nodes, then notes, then frames. */
export function boxesOf(
  flow: Flow,
  catalog: NodeCatalog,
  heights: ReadonlyMap<string, number>,
): readonly Box[] {
  return [
    ...flow.nodes.map(({ id, type, position, width = NODE_WIDTH, collapsed }) => ({
      id,
      ...position,
      width,
      height: heights.get(id) ?? likelyHeight(catalog.get(type), collapsed),
    })),
    ...flow.notes.map(({ id, position, width, height }) => ({
      id,
      ...position,
      width,
      height: height ?? heights.get(id) ?? NOTE,
    })),
    ...flow.frames.map(({ id, position, width, height }) => ({ id, ...position, width, height })),
  ];
}
