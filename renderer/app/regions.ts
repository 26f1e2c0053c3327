/** Regions that F6 goes through, in this order; each is an element with `data-region`. */
export const REGIONS = ['topBar', 'rail', 'palette', 'canvas', 'inspector', 'strip', 'main', 'tour'] as const;
export type Region = (typeof REGIONS)[number];

/** The region after (or before) the present one among those that are there. */
export function nextRegion(
  present: readonly Region[],
  from: Region | undefined,
  backwards: boolean,
): Region | undefined {
  const order = REGIONS.filter((region) => present.includes(region));
  if (order.length === 0) return undefined;
  const index = from === undefined ? -1 : order.indexOf(from);
  if (index < 0) return backwards ? order.at(-1) : order[0];
  return order[(index + (backwards ? -1 : 1) + order.length) % order.length];
}

const FOCUSABLE =
  'button:not([disabled]):not([tabindex="-1"]), input, textarea, select, a[href], [tabindex]:not([tabindex="-1"])';

/** Moves the focus to the next region, to the place where it was left. */
export function moveToRegion(backwards: boolean): void {
  const elements = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
    (element) => element.getClientRects().length > 0,
  );
  const region = (element: Element | null | undefined) =>
    element?.closest<HTMLElement>('[data-region]')?.dataset.region as Region | undefined;
  const next = nextRegion(
    elements.map((element) => element.dataset.region as Region),
    region(document.activeElement),
    backwards,
  );
  const target = elements.find((element) => element.dataset.region === next);
  if (!target) return;
  const chosen =
    target.querySelector<HTMLElement>('[data-region-start], [aria-current="page"], [aria-selected="true"]') ??
    target.querySelector<HTMLElement>(FOCUSABLE);
  (chosen ?? target).focus();
}
