import type { InternalNode } from '@xyflow/react';
import { type RefObject, useLayoutEffect, useReducer } from 'react';
import type { DetailLevel } from './detail-level.ts';

/** Where a port of a card stands, as React Flow describes handles: canvas units from the card's corner. */
export interface PortPlace {
  readonly id: string;
  readonly type: 'source' | 'target';
  readonly position: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What is known of a card whose zones are not drawn: enough to keep its box, and its wires where they end. */
export interface SettledCard {
  /** What decided the height: a card whose zones have changed since is drawn in full once more, to be measured. */
  readonly zones: string;
  readonly height: number;
  readonly ports: readonly PortPlace[];
}

/** By node id. Lasts as long as the page: cards come and go while the view moves, their sizes stay. */
const settled = new Map<string, SettledCard>();

/**
 * Whether React Flow knows where this card's ports are. It looks for them in the page whenever a card's size has changed, and wires to ports
 * that are not drawn then are gone.
 */
export function knowsPorts(
  node: InternalNode | undefined,
  { ports, height }: SettledCard,
  width: number,
): boolean {
  const { source, target } = node?.internals.handleBounds ?? {};
  return (
    (source?.length ?? 0) + (target?.length ?? 0) === ports.length &&
    node?.measured.width === width &&
    node.measured.height === height
  );
}

/**
 * The box of a card as it was when its zones were last drawn; undefined until then. Small cards use it instead of drawing zones that nobody
 * sees, which would be most of the work on a flow of a thousand nodes.
 */
export function useSettledCard(
  id: string,
  zones: string,
  level: DetailLevel,
  card: RefObject<HTMLElement | null>,
): SettledCard | undefined {
  const [, drawAgain] = useReducer((times: number) => times + 1, 0);
  const former = settled.get(id);
  const current = former?.zones === zones ? former : undefined;
  useLayoutEffect(() => {
    const element = card.current;
    // Measuring makes the browser lay out at once. A full card needs it for the first time only, when React Flow measures it as well.
    if (!element || current || (level === 0 && former)) return;
    settled.set(id, measure(element, zones));
    if (level > 0) drawAgain();
  });
  return current;
}

function measure(card: HTMLElement, zones: string): SettledCard {
  const box = card.getBoundingClientRect();
  const zoom = box.width / card.offsetWidth || 1;
  const ports = [...card.querySelectorAll<HTMLElement>('.react-flow__handle')].map((handle): PortPlace => {
    const { left, top } = handle.getBoundingClientRect();
    return {
      id: handle.dataset.handleid ?? '',
      type: handle.classList.contains('source') ? 'source' : 'target',
      position: handle.dataset.handlepos ?? '',
      x: (left - box.left) / zoom,
      y: (top - box.top) / zoom,
      width: handle.offsetWidth,
      height: handle.offsetHeight,
    };
  });
  return { zones, height: card.offsetHeight, ports };
}
