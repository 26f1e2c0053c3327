import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import type { ImageHash } from '../../core/ids.ts';
import { openImage, useScreen } from '../app/screen.ts';
import { type GalleryFilter, useGallery } from '../light-table/gallery-state.ts';
import { native } from '../native/native-abilities.ts';
import { api, queryClient } from '../rpc/queries.ts';

/**
 * The images beside this one, in the order of the light table's question. Where it was opened from elsewhere and does not stand at
 * the light table's place, it has no neighbours.
 */
export function useNeighbours(hash: string) {
  const { text, filter, index } = useGallery();
  const offset = Math.max(0, index - 1);
  const around = useQuery(question(text, filter, offset)).data;
  const here = placeOf(hash, around);
  const [previous, next] = [
    around?.tiles[here - 1]?.hash,
    here < 0 ? undefined : around?.tiles[here + 1]?.hash,
  ];
  useEffect(() => {
    for (const near of [next, previous]) if (near !== undefined) prefetch(near);
  }, [previous, next]);
  /** Goes on by so many images; a press that comes before the neighbours are known waits for them. */
  const step = useCallback(
    async (by: -1 | 1) => {
      const list = await queryClient.ensureQueryData(question(text, filter, offset));
      const from = placeOf(hash, list);
      const to = from < 0 ? undefined : list.tiles[from + by];
      const { screen, image } = useScreen.getState();
      // Whoever has gone elsewhere meanwhile stays there.
      if (!to || screen !== 'image' || image !== hash) return;
      useGallery.setState({ index: offset + from + by });
      openImage(to.hash);
    },
    [hash, text, filter, offset],
  );
  return {
    hasPrevious: previous !== undefined,
    hasNext: next !== undefined,
    position: here < 0 || !around ? undefined : { index: offset + here, total: around.total },
    step,
  };
}

/** The three images around one place. */
function question(text: string, filter: GalleryFilter, offset: number) {
  return api.image.list.queryOptions({ input: { text, filter, offset, limit: 3 } });
}

/** Of an image among those around it; below zero where it is not among them. */
function placeOf(
  hash: string,
  around: { readonly tiles: readonly { readonly hash: string }[] } | undefined,
): number {
  return around?.tiles.findIndex((tile) => tile.hash === hash) ?? -1;
}

/** What the next press needs is there already: the facts and the decoded picture. */
function prefetch(hash: ImageHash): void {
  void queryClient.prefetchQuery(api.image.get.queryOptions({ input: { hash } }));
  const picture = new Image();
  picture.src = native().pictureUrl(hash);
  // A picture that cannot be decoded says so when it is shown.
  picture.decode().catch(() => undefined);
}
