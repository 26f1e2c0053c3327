/** A rectangle in pixels of the window. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const GAP = 12;
const MARGIN = 8;

/**
 * Where a panel stands beside a target without covering it: to the right, below, to the left or above, at the start, end or middle of that
 * side and moved along it until it is inside the window; where there is no room, in a corner. Of these places it is the first that
 * covers least of what is to be kept free.
 */
export function placePopover(
  target: Box | undefined,
  size: { readonly width: number; readonly height: number },
  window: { readonly width: number; readonly height: number },
  keepFree: readonly Box[] = [],
): { readonly left: number; readonly top: number } {
  const kept = (place: Place) => inside(place, size, window);
  const beside = (target ? besides(target, size) : [])
    .map(kept)
    .filter((place) => !target || overlap({ ...place, ...size }, target) === 0);
  const cost = (place: Place) => keepFree.reduce((sum, box) => sum + overlap({ ...place, ...size }, box), 0);
  return (beside.length > 0 ? beside : corners(size, window).map(kept))
    .map((place) => ({ place, cost: cost(place) }))
    .reduce((best, next) => (next.cost < best.cost ? next : best)).place;
}

type Place = { readonly left: number; readonly top: number };

function besides(
  { left, top, width, height }: Box,
  size: { readonly width: number; readonly height: number },
): readonly Place[] {
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

function corners(
  size: { readonly width: number; readonly height: number },
  window: { readonly width: number; readonly height: number },
): readonly Place[] {
  const right = window.width - size.width - 2 * GAP;
  const low = window.height - size.height - 2 * GAP;
  return [
    { left: right, top: low },
    { left: 2 * GAP, top: low },
    { left: right, top: 2 * GAP },
    { left: 2 * GAP, top: 2 * GAP },
  ];
}

function inside(
  place: { readonly left: number; readonly top: number },
  size: { readonly width: number; readonly height: number },
  window: { readonly width: number; readonly height: number },
): { readonly left: number; readonly top: number } {
  const clamp = (value: number, most: number) => Math.max(MARGIN, Math.min(value, most));
  return {
    left: clamp(place.left, window.width - size.width - MARGIN),
    top: clamp(place.top, window.height - size.height - MARGIN),
  };
}

/** The area that two have in common, in square pixels. */
function overlap(a: Box, b: Box): number {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}
