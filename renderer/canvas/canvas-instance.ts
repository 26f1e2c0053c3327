import type { ReactFlowInstance } from '@xyflow/react';
import type { Point } from '../../core/flow.ts';
import type { CanvasEdge, CanvasNode } from './canvas-nodes.ts';

type Canvas = Pick<
  ReactFlowInstance<CanvasNode, CanvasEdge>,
  'fitView' | 'screenToFlowPosition' | 'setCenter' | 'getZoom'
>;

let instance: Canvas | undefined;
let element: HTMLElement | null = null;

/** Lets commands outside the canvas reach it while it is shown. */
export function installCanvas(canvas: Canvas | undefined, host: HTMLElement | null): void {
  instance = canvas;
  element = host;
}

/** Zooms so that the whole flow is in view. */
export function fitCanvas(): void {
  void instance?.fitView({ padding: 0.12, maxZoom: 1, duration: 160 });
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
