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
 * Where a panel stands beside a target without covering it: to the right, below, to the left or above, moved along the target's side until it
 * is inside the window; where there is no room, in the lower right corner.
 */
export function placePopover(
  target: Box | undefined,
  size: { readonly width: number; readonly height: number },
  window: { readonly width: number; readonly height: number },
): { readonly left: number; readonly top: number } {
  const corner = { left: window.width - size.width - 2 * GAP, top: window.height - size.height - 2 * GAP };
  const beside =
    target &&
    besides(target, size)
      .map((place) => inside(place, size, window))
      .find((place) => !meet({ ...place, ...size }, target));
  return inside(beside ?? corner, size, window);
}

function besides(target: Box, size: { readonly width: number; readonly height: number }) {
  const { left, top, width, height } = target;
  return [
    { left: left + width + GAP, top },
    { left, top: top + height + GAP },
    { left: left - size.width - GAP, top },
    { left, top: top - size.height - GAP },
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

function meet(a: Box, b: Box): boolean {
  return (
    a.left < b.left + b.width &&
    b.left < a.left + a.width &&
    a.top < b.top + b.height &&
    b.top < a.top + a.height
  );
}
