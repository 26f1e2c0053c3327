import type { ReactFlowInstance } from '@xyflow/react';
import type { Point } from '../../core/flow.ts';
import type { CanvasEdge, CanvasNode } from './canvas-nodes.ts';

type Canvas = Pick<
  ReactFlowInstance<CanvasNode, CanvasEdge>,
  | 'fitView'
  | 'screenToFlowPosition'
  | 'setCenter'
  | 'getZoom'
  | 'getNodes'
  | 'getNodesBounds'
  | 'setViewport'
  | 'getNode'
  | 'flowToScreenPosition'
  | 'zoomTo'
>;

let instance: Canvas | undefined;
let element: HTMLElement | null = null;

/** Lets commands outside the canvas reach it while it is shown. */
export function installCanvas(canvas: Canvas | undefined, host: HTMLElement | null): void {
  instance = canvas;
  element = host;
}

/** The element of the canvas while it is shown. */
export function canvasElement(): HTMLElement | null {
  return element;
}

/** A point of the window in canvas units, not on the grid. */
export function toCanvas(at: Point): Point {
  return instance?.screenToFlowPosition(at, { snapToGrid: false }) ?? at;
}

/** A point of the canvas in pixels of the window. */
export function toWindow(at: Point): Point {
  return instance?.flowToScreenPosition(at) ?? at;
}

const MARGIN = 16;
/** Below a flow that fits, for the bar of controls. */
const CONTROLS = 56;

/** Zooms so that the whole flow is in view. */
export function fitCanvas(): void {
  const padding = { x: `${2 * MARGIN}px`, top: `${2 * MARGIN}px`, bottom: `${MARGIN + CONTROLS}px` } as const;
  void instance?.fitView({ padding, maxZoom: 1, duration: 160 });
}

/** Zooms so that these nodes, notes and frames are in view, at most to `most`. */
export function zoomToBoxes(ids: readonly string[], most = 1.5): void {
  if (ids.length === 0) return;
  void instance?.fitView({ nodes: ids.map((id) => ({ id })), padding: 0.2, maxZoom: most, duration: 160 });
}

/** Zooms around the middle of the view; 1 is full size. */
export function zoomTo(zoom: number): void {
  void instance?.zoomTo(zoom, { duration: 160 });
}

export function zoomBy(factor: number): void {
  zoomTo(canvasZoom() * factor);
}

/** Brings a point to the middle without changing the zoom. */
export function centreOn(point: Point): void {
  void instance?.setCenter(point.x, point.y, { zoom: instance.getZoom(), duration: 160 });
}

/** The middle of what is in view, in canvas units. */
export function viewCentre(): Point {
  if (!instance || !element) return { x: 0, y: 0 };
  const box = element.getBoundingClientRect();
  return instance.screenToFlowPosition({ x: box.left + box.width / 2, y: box.top + box.height / 2 });
}

/** Zoom from which cards show everything; below it they are compact. */
export const FULL_ZOOM = 0.6;
/** A flow that would fit at this zoom is rather shown from its start at full detail. */
const NEARLY = 0.42;

/** Shows a flow for the first time: all of it where it can be read, else its beginning. */
export function startView(): void {
  if (!instance || !element) return;
  const { x, y, width, height } = instance.getNodesBounds(instance.getNodes());
  if (width === 0) return;
  const room = { width: element.clientWidth, height: element.clientHeight - CONTROLS };
  const fits = Math.min(1, (room.width - 2 * MARGIN) / width, (room.height - 2 * MARGIN) / height);
  const zoom = fits < FULL_ZOOM && fits >= NEARLY ? FULL_ZOOM : fits;
  const place = (start: number, size: number, all: number) =>
    size * zoom > all - 2 * MARGIN ? MARGIN - start * zoom : (all - size * zoom) / 2 - start * zoom;
  void instance.setViewport({
    x: place(x, width, room.width),
    y: place(y, height, room.height),
    zoom,
  });
}

/** Heights of what has been drawn, canvas units. */
export function measuredHeights(): ReadonlyMap<string, number> {
  const heights = new Map<string, number>();
  for (const node of instance?.getNodes() ?? [])
    if (node.measured?.height) heights.set(node.id, node.measured.height);
  return heights;
}

/** Room of the view at full size, canvas units: what a flow that is laid out has to fit. */
export function viewSize(): { readonly width: number; readonly height: number } {
  const { clientWidth = 1000, clientHeight = 600 } = element ?? {};
  return { width: clientWidth - 2 * MARGIN, height: clientHeight - 2 * MARGIN };
}

export function canvasZoom(): number {
  return instance?.getZoom() ?? 1;
}

/** What is in view, canvas units; undefined while there is no canvas. */
export function visibleArea(): (Point & { readonly width: number; readonly height: number }) | undefined {
  if (!element) return undefined;
  const { left, top, right, bottom } = element.getBoundingClientRect();
  const start = toCanvas({ x: left, y: top });
  const end = toCanvas({ x: right, y: bottom });
  return { ...start, width: end.x - start.x, height: end.y - start.y };
}

/**
 * Gives a node the focus once it is drawn, and brings it into view where it is outside. Whoever has pressed something
 * meanwhile and is elsewhere is not fetched back.
 */
export function focusNode(id: string): void {
  let moved = false;
  let pressed = false;
  const ended = new AbortController();
  const onPress = () => {
    pressed = true;
  };
  for (const press of ['keydown', 'pointerdown'])
    window.addEventListener(press, onPress, { capture: true, signal: ended.signal });
  const seek = (tries: number) => {
    const at = document.activeElement;
    if (pressed && at !== document.body && !element?.contains(at)) return ended.abort();
    const node = instance?.getNode(id);
    if (node && !moved && !isInView(node.position)) {
      moved = true;
      centreOn({ x: node.position.x + 110, y: node.position.y + 60 });
    }
    const card = element?.querySelector<HTMLElement>(`.react-flow__node[data-id="${id}"]`);
    card?.focus({ preventScroll: true });
    // A node that is not measured yet is hidden, and takes no focus.
    const taken = card && document.activeElement === card;
    if (taken || tries === 0) return ended.abort();
    requestAnimationFrame(() => seek(tries - 1));
  };
  requestAnimationFrame(() => seek(30));
}

/** Whether the upper left part of a node, note or frame is in view; true where it is not drawn yet. */
export function isNodeInView(id: string): boolean {
  const node = instance?.getNode(id);
  return node === undefined || isInView(node.position);
}

/** Gives the canvas itself the focus, where there is no node to have it. */
export function focusCanvas(): void {
  element?.focus({ preventScroll: true });
}

function isInView(corner: Point): boolean {
  if (!instance || !element) return true;
  const box = element.getBoundingClientRect();
  const zoom = instance.getZoom();
  const at = instance.flowToScreenPosition(corner);
  return (
    at.x >= box.left && at.y >= box.top && at.x + 220 * zoom <= box.right && at.y + 100 * zoom <= box.bottom
  );
}
