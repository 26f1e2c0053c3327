import type { Flow, FlowNode, Wire } from '../../core/flow.ts';
import type { JsonObject } from '../../core/json.ts';
import { flowOf } from '../../core/testing-flow.ts';

/*
 * A flow as large as the editor promises to move: chains of ten nodes, 15 wires each, in rows on a grid.
 *
 *   folder ──▶ prompt ──▶ replay ──▶ length ──▶ refusal ──▶ loop ──▶ leak ──▶ text ──▶ same ──▶ dataset
 *                            └──────────┴── rejected ──┴────────┴───────┴────────┴─────────────────▲
 */
const CHAIN = [
  ['folder', 'sources.folder'],
  ['prompt', 'prompts.text'],
  ['replay', 'captioners.existing'],
  ['length', 'filters.length'],
  ['refusal', 'filters.refusal'],
  ['loop', 'filters.loop'],
  ['leak', 'filters.leak'],
  ['text', 'filters.text'],
  ['same', 'filters.same-caption'],
  ['dataset', 'datasets.dataset'],
] as const;
const ALONG = [
  'folder.images>prompt.image',
  'prompt.prompted>replay.image',
  'replay.caption>length.caption',
  'length.kept>refusal.caption',
  'refusal.kept>loop.caption',
  'loop.kept>leak.caption',
  'leak.kept>text.caption',
  'text.kept>same.caption',
  'same.kept>dataset.captions',
];
const ACROSS = [
  'replay.caption>dataset.captions',
  'length.rejected>dataset.captions',
  'refusal.rejected>dataset.captions',
  'loop.rejected>dataset.captions',
  'leak.rejected>dataset.captions',
  'text.rejected>dataset.captions',
];

/** Nodes and wires of one chain. */
export const CHAIN_SIZE = { nodes: CHAIN.length, wires: ALONG.length + ACROSS.length };
/** From one node to the next, canvas units: a card with all its zones, and a gap. */
export const CELL = { x: 260, y: 220 };
const CHAINS_A_ROW = 4;

/** So many chains; `folder` is where each source looks, an absolute path. */
export function largeFlow(chains: number, folder: string): Flow {
  const parts = Array.from({ length: chains }, (_, chain) => chainOf(chain, folder));
  return {
    ...flowOf({}),
    nodes: parts.flatMap(({ nodes }) => nodes),
    wires: parts.flatMap(({ wires }) => wires),
    // As if every id had been counted up: what is pasted later gets new ones.
    usedIds: Object.fromEntries(CHAIN.map(([stem]) => [stem, chains])),
  };
}

/** Width and height of the whole, canvas units. */
export function flowExtent(chains: number): { readonly width: number; readonly height: number } {
  return {
    width: Math.min(chains, CHAINS_A_ROW) * CHAIN.length * CELL.x,
    height: Math.ceil(chains / CHAINS_A_ROW) * CELL.y,
  };
}

function chainOf(chain: number, folder: string): { readonly nodes: FlowNode[]; readonly wires: Wire[] } {
  // What has no default: nothing in the flow is at fault.
  const params: Readonly<Record<string, JsonObject>> = { folder: { folder }, text: { search: 'watermark' } };
  const { nodes, wires } = flowOf(
    Object.fromEntries(CHAIN.map(([id, type]) => [id, [type, params[id] ?? {}]])),
    ...ALONG,
    ...ACROSS,
  );
  const id = (stem: string) => (chain === 0 ? stem : `${stem}-${chain + 1}`);
  const row = Math.floor(chain / CHAINS_A_ROW);
  const column = (chain % CHAINS_A_ROW) * CHAIN.length;
  return {
    nodes: nodes.map((node, place) => ({
      ...node,
      id: id(node.id),
      position: { x: (column + place) * CELL.x, y: row * CELL.y },
    })),
    wires: wires.map(({ from, to }) => ({
      from: { ...from, node: id(from.node) },
      to: { ...to, node: id(to.node) },
    })),
  };
}
