import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';

export type GalleryFilter = 'all' | 'captioned' | 'uncaptioned' | 'edited';
export const GALLERY_FILTERS = [
  'all',
  'captioned',
  'uncaptioned',
  'edited',
] as const satisfies readonly GalleryFilter[];

/** Pixels. */
export const CARD_WIDTH = { min: 160, max: 420, start: 220 } as const;

interface GalleryState {
  readonly text: string;
  readonly filter: GalleryFilter;
  readonly cardWidth: number;
  /** The image that has the focus, by its place in what is shown; kept while one image is shown large. */
  readonly index: number;
}

/** What the light table shows and where the person is in it. */
export const useGallery = create<GalleryState>()(
  persist((): GalleryState => ({ text: '', filter: 'all', cardWidth: CARD_WIDTH.start, index: 0 }), {
    name: 'ekphrasis.gallery',
    storage: createJSONStorage(() => sessionStorage),
  }),
);

/** Another question starts at its first image. */
export function askGallery(question: Partial<Pick<GalleryState, 'text' | 'filter'>>): void {
  useGallery.setState({ ...question, index: 0 });
}
