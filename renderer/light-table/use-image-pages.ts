import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import type { ImageTile } from '../../core/contract/image.ts';
import { api } from '../rpc/queries.ts';
import type { GalleryFilter } from './gallery-state.ts';

/** Images asked for at once. */
export const PAGE = 60;

export interface GalleryQuestion {
  readonly text: string;
  readonly filter: GalleryFilter;
}

/** The tiles of a range of places; undefined where a page is still on its way. */
export interface ImageWindow {
  readonly total: number | undefined;
  readonly captions: number | undefined;
  readonly error: unknown;
  tileAt(index: number): ImageTile | undefined;
}

/** Asks for the pages that `first` to `last` lie on. While a question changes, what was there before stays until the answer comes. */
export function useImagePages(question: GalleryQuestion, first: number, last: number): ImageWindow {
  const from = Math.max(0, Math.floor(first / PAGE));
  const to = Math.max(from, Math.floor(Math.max(first, last) / PAGE));
  const pages = Array.from({ length: to - from + 1 }, (_, offset) => from + offset);
  const answers = useQueries({
    queries: pages.map((page) =>
      api.image.list.queryOptions({
        input: { ...question, offset: page * PAGE, limit: PAGE },
        placeholderData: keepPreviousData,
      }),
    ),
  });
  const total = answers.find(({ data }) => data)?.data;
  return {
    total: total?.total,
    captions: total?.captions,
    error: answers.find(({ error }) => error)?.error,
    tileAt(index) {
      const page = Math.floor(index / PAGE);
      const answer = answers[page - from];
      // What is shown meanwhile belongs to another page or question: only a question's own first page may stand in.
      if (answer?.isPlaceholderData && page !== from) return undefined;
      return answer?.data?.tiles[index - page * PAGE];
    },
  };
}

/** How many images a filter leaves, for its button. */
export function useImageCount(question: GalleryQuestion): number | undefined {
  return useQuery(
    api.image.list.queryOptions({
      input: { ...question, offset: 0, limit: 1 },
      placeholderData: keepPreviousData,
    }),
  ).data?.total;
}
