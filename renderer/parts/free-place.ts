/** A rectangle in pixels of the window. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Place {
  readonly left: number;
  readonly top: number;
}

/** The first of some places at which a panel covers least of what is to be kept free; undefined where there are none. */
export function freePlace(places: readonly Place[], size: Size, keepFree: readonly Box[]): Place | undefined {
  let best: Place | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const place of places) {
    const cost = keepFree.reduce((sum, box) => sum + overlap({ ...place, ...size }, box), 0);
    if (cost < least) [best, least] = [place, cost];
    if (least === 0) break;
  }
  return best;
}

/** The area that two have in common, in square pixels. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}

const CONTROLS = 'button, a[href], input, textarea, [role="combobox"], [role="option"], [contenteditable]';

/** What can be pressed or typed into, outside of a panel that is better not in front of it. */
export function controlsOutside(panel: Element): readonly Box[] {
  return [...document.querySelectorAll(CONTROLS)]
    .filter((element) => !panel.contains(element))
    .map((element) => element.getBoundingClientRect())
    .filter(({ width, height }) => width > 0 && height > 0);
}
