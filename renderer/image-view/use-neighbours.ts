import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import type { ImageHash } from '../../core/ids.ts';
import { openImage } from '../app/screen.ts';
import { useGallery } from '../light-table/gallery-state.ts';
import { native } from '../native/native-abilities.ts';
import { api, queryClient } from '../rpc/queries.ts';

/** An image before or after the one that is shown. */
export interface Neighbour {
  readonly hash: ImageHash;
  readonly index: number;
}

/**
 * The images beside this one, in the order of the light table's question. Where it was opened from elsewhere and does not stand at
 * the light table's place, it has no neighbours.
 */
export function useNeighbours(hash: string) {
  const { text, filter, index } = useGallery();
  const offset = Math.max(0, index - 1);
  const around = useQuery(api.image.list.queryOptions({ input: { text, filter, offset, limit: 3 } }));
  const tiles = around.data?.tiles ?? [];
  const here = tiles.findIndex((tile) => tile.hash === hash);
  const at = (step: number): Neighbour | undefined => {
    const tile = here < 0 ? undefined : tiles[here + step];
    return tile && { hash: tile.hash, index: offset + here + step };
  };
  const [previous, next] = [at(-1), at(1)];
  const [previousHash, nextHash] = [previous?.hash, next?.hash];
  useEffect(() => {
    for (const near of [nextHash, previousHash]) if (near !== undefined) prefetch(near);
  }, [previousHash, nextHash]);
  const go = useCallback((to: Neighbour) => {
    useGallery.setState({ index: to.index });
    openImage(to.hash);
  }, []);
  return {
    previous,
    next,
    position: here < 0 || !around.data ? undefined : { index: offset + here, total: around.data.total },
    go,
  };
}

/** What the next press needs is there already: the facts and the decoded picture. */
function prefetch(hash: ImageHash): void {
  void queryClient.prefetchQuery(api.image.get.queryOptions({ input: { hash } }));
  const picture = new Image();
  picture.src = native().pictureUrl(hash);
  // A picture that cannot be decoded says so when it is shown.
  picture.decode().catch(() => undefined);
}
