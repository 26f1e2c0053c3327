import { create } from 'zustand';
import { canvasZoom, FULL_ZOOM, isNodeInView, zoomToBoxes } from './canvas-instance.ts';

/** The node, note or frame whose name or text is being written on the canvas. */
export const useEditing = create<{ readonly id: string | undefined }>(() => ({ id: undefined }));

/** Begins to write a name or a text. The view comes near first: cards show no fields from far away, and nothing is drawn out of view. */
export function beginEditing(id: string): void {
  if (canvasZoom() < FULL_ZOOM || !isNodeInView(id)) zoomToBoxes([id], 1);
  useEditing.setState({ id });
}

export function endEditing(): void {
  useEditing.setState({ id: undefined });
}
