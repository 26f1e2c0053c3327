import { create } from 'zustand';
import type { Guide } from '../flow/alignment-guides.ts';
import type { Box } from '../flow/arrange.ts';

/** What is shown while something is dragged over the canvas. */
export const useDragState = create<{
  /** Lines that show what the dragged things are level with. */
  readonly guides: readonly Guide[];
  /** Where the originals stay while copies are dragged away. */
  readonly ghosts: readonly Box[];
  /** The wire that the dragged node would be put into, by `wireId`. */
  readonly wire: string | undefined;
}>(() => ({ guides: [], ghosts: [], wire: undefined }));

/** The type that is dragged out of the palette; a browser tells it to nobody before it is dropped. */
let paletteType: string | undefined;

export function setPaletteType(type: string | undefined): void {
  paletteType = type;
}

export function draggedType(): string | undefined {
  return paletteType;
}
