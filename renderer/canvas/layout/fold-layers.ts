import { type Box, boundsOf } from '../../flow/arrange.ts';

type Placed = ReadonlyMap<string, Omit<Box, 'id'>>;

const GAP = 60;
const MOST_BANDS = 8;

/**
 * A long flow in bands, one below the other, as lines of text: layers stay whole and in order. Of all numbers of bands the one
 * that shows the flow largest in `view`, the fewest where several do; full size is large enough.
 */
export function foldLayers(
  places: Placed,
  view: { readonly width: number; readonly height: number },
): Placed {
  const layers = layersOf(places);
  let best: { readonly zoom: number; readonly places: Placed } = { zoom: zoomOf(places, view), places };
  for (let bands = 2; bands <= Math.min(MOST_BANDS, layers.length) && best.zoom < 1; bands += 1) {
    const folded = fold(layers, bands);
    const zoom = zoomOf(folded, view);
    if (zoom > best.zoom * 1.05) best = { zoom, places: folded };
  }
  return best.places;
}

function zoomOf(places: Placed, view: { readonly width: number; readonly height: number }): number {
  const around = boundsOf([...places.values()]);
  return around ? Math.min(1, view.width / around.width, view.height / around.height) : 1;
}

/** Columns of boxes that no vertical line between two of them would cut. */
function layersOf(places: Placed): readonly (readonly Box[])[] {
  const layers: Box[][] = [];
  let right = Number.NEGATIVE_INFINITY;
  for (const box of [...places].map(([id, place]) => ({ id, ...place })).sort((a, b) => a.x - b.x)) {
    if (box.x >= right) layers.push([]);
    layers.at(-1)?.push(box);
    right = Math.max(right, box.x + box.width);
  }
  return layers;
}

/** Bands of equally many layers; each begins at the left, below the one before. */
function fold(layers: readonly (readonly Box[])[], bands: number): Placed {
  const each = Math.ceil(layers.length / bands);
  const placed = new Map<string, Omit<Box, 'id'>>();
  let top = 0;
  for (let first = 0; first < layers.length; first += each) {
    const band = layers.slice(first, first + each).flat();
    const around = boundsOf(band);
    if (!around) continue;
    for (const { id, ...box } of band)
      placed.set(id, { ...box, x: box.x - around.x, y: box.y - around.y + top });
    top += around.height + GAP;
  }
  return placed;
}
