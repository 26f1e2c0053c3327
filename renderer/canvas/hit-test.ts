import type { Point } from '../../core/flow.ts';

/*
 * What lies under a point of the window. The browser knows the drawn shapes, curves of wires included, better than a second geometry of
 * ours would.
 */

/** The card under a point, with the port where the point is on one. Frames and notes count as empty canvas. */
export function cardAt({ x, y }: Point): { readonly node: string; readonly port?: string } | undefined {
  for (const element of document.elementsFromPoint(x, y)) {
    const card = element.closest('.react-flow__node-card');
    const node = card?.getAttribute('data-id');
    if (!node) continue;
    const port = element.closest<HTMLElement>('[data-port]')?.dataset.port?.slice(node.length + 1);
    return { node, ...(port !== undefined && { port }) };
  }
  return undefined;
}

/** The wire under any of these points, those at one node left out. */
export function wireAt(points: readonly Point[], except?: string): string | undefined {
  for (const { x, y } of points) {
    for (const element of document.elementsFromPoint(x, y)) {
      const id = element.closest('.react-flow__edge')?.getAttribute('data-id');
      if (id && !(except !== undefined && (id.startsWith(`${except}.`) || id.includes(`>${except}.`))))
        return id;
    }
  }
  return undefined;
}

/** Whether a point is on the canvas itself, not on a panel that stands over or beside it. */
export function isOnCanvas({ x, y }: Point): boolean {
  return document.elementFromPoint(x, y)?.closest('.react-flow') != null;
}
