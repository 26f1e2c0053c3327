import { type RefObject, useLayoutEffect, useRef } from 'react';
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

/**
 * For the field that an edit is written in: gives it the focus, and saves what stands in it when the card goes away under it, because the
 * view has moved off or away from it. A field that is left by itself has ended the edit before it goes.
 */
export function useField<T extends HTMLInputElement | HTMLTextAreaElement>(
  id: string,
  save: (text: string) => void,
): RefObject<T | null> {
  const field = useRef<T>(null);
  const latest = useRef(save);
  latest.current = save;
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    const before = element.value;
    element.focus({ preventScroll: true });
    if (element instanceof HTMLInputElement) element.select();
    return () => {
      if (useEditing.getState().id === id && element.value !== before) latest.current(element.value.trim());
    };
  }, [id]);
  return field;
}
