import type { Flow, Point } from '../../core/flow.ts';
import type { FlowEdit } from '../../core/flow-edit.ts';
import { sortTopologically } from '../../core/flow-graph.ts';
import { GRID, NODE_WIDTH } from '../flow/flow-actions.ts';

const GAP_X = 60;
const GAP_Y = 60;
const LIKELY_HEIGHT = 160;

/**
 * Places for all nodes: each in the column after its inputs, wires forward; columns that do not fit `width` go on in a new band
 * below, as lines of text do. Canvas units. `heights` are those measured on the screen.
 */
export function tidyEdits(
  flow: Flow,
  width: number,
  heights: ReadonlyMap<string, number>,
): readonly FlowEdit[] {
  const { order, cycle } = sortTopologically(flow);
  const column = new Map<string, number>();
  for (const id of [...order, ...cycle]) {
    const inputs = flow.wires
      .filter((wire) => wire.to.node === id)
      .map((wire) => column.get(wire.from.node) ?? -1);
    column.set(id, Math.max(-1, ...inputs) + 1);
  }
  const perBand = Math.max(1, Math.floor((width + GAP_X) / (NODE_WIDTH + GAP_X)));
  const places = new Map<string, Point>();
  let top = 0;
  const columns = Math.max(0, ...column.values()) + 1;
  for (let first = 0; first < columns; first += perBand) {
    let deepest = 0;
    for (let index = first; index < Math.min(first + perBand, columns); index += 1) {
      let y = 0;
      for (const node of flow.nodes.filter((each) => column.get(each.id) === index)) {
        places.set(node.id, onGrid({ x: (index - first) * (NODE_WIDTH + GAP_X), y: top + y }));
        y += (heights.get(node.id) ?? LIKELY_HEIGHT) + GRID * 2;
      }
      deepest = Math.max(deepest, y);
    }
    top += deepest + GAP_Y;
  }
  const moves = flow.nodes.flatMap(({ id, position }) => {
    const place = places.get(id);
    return place && (place.x !== position.x || place.y !== position.y) ? [{ id, position: place }] : [];
  });
  return moves.length === 0 ? [] : [{ kind: 'move', moves }];
}

function onGrid({ x, y }: Point): Point {
  return { x: Math.ceil(x / GRID) * GRID, y: Math.ceil(y / GRID) * GRID };
}
