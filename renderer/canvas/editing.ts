import { create } from 'zustand';
import { canvasZoom, FULL_ZOOM, zoomToBoxes } from './canvas-instance.ts';

/** The node, note or frame whose name or text is being written on the canvas. */
export const useEditing = create<{ readonly id: string | undefined }>(() => ({ id: undefined }));

/** Begins to write a name or a text; from far away the view comes near first, as cards show no fields there. */
export function beginEditing(id: string): void {
  if (canvasZoom() < FULL_ZOOM) zoomToBoxes([id], 1);
  useEditing.setState({ id });
}

export function endEditing(): void {
  useEditing.setState({ id: undefined });
}
