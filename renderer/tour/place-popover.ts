import { type Box, freePlace, overlap, type Place, type Size } from '../parts/free-place.ts';

const GAP = 12;
const MARGIN = 8;

/**
 * Where a panel stands beside a target without covering it: to the right, below, to the left or above, at the start, end or middle of that
 * side and moved along it until it is inside the window; where there is no room, in a corner. Of these places it is the first that
 * covers least of what is to be kept free.
 */
export function placePopover(
  target: Box | undefined,
  size: Size,
  window: Size,
  keepFree: readonly Box[] = [],
): Place {
  const kept = (place: Place) => inside(place, size, window);
  const beside = (target ? besides(target, size) : [])
    .map(kept)
    .filter((place) => !target || overlap({ ...place, ...size }, target) === 0);
  const places = beside.length > 0 ? beside : corners(size, window).map(kept);
  return freePlace(places, size, keepFree) ?? kept({ left: 0, top: 0 });
}

function besides({ left, top, width, height }: Box, size: Size): readonly Place[] {
  const right = left + width + GAP;
  const below = top + height + GAP;
  const before = left - size.width - GAP;
  const above = top - size.height - GAP;
  const along = (start: number, own: number, its: number) => [
    start,
    start + own - its,
    Math.round(start + (own - its) / 2),
  ];
  const downwards = along(top, height, size.height);
  const across = along(left, width, size.width);
  return [0, 1, 2].flatMap((at) => [
    { left: right, top: downwards[at] ?? top },
    { left: across[at] ?? left, top: below },
    { left: before, top: downwards[at] ?? top },
    { left: across[at] ?? left, top: above },
  ]);
}

function corners(size: Size, window: Size): readonly Place[] {
  const right = window.width - size.width - 2 * GAP;
  const low = window.height - size.height - 2 * GAP;
  return [
    { left: right, top: low },
    { left: 2 * GAP, top: low },
    { left: right, top: 2 * GAP },
    { left: 2 * GAP, top: 2 * GAP },
  ];
}

function inside(place: Place, size: Size, window: Size): Place {
  const clamp = (value: number, most: number) => Math.max(MARGIN, Math.min(value, most));
  return {
    left: clamp(place.left, window.width - size.width - MARGIN),
    top: clamp(place.top, window.height - size.height - MARGIN),
  };
}
