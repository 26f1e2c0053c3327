/** Small drawings are enlarged, but not until they are nothing but squares. */
const MOST = 8;

/** How much an image is scaled so that the whole of it fits a pane, with a margin around. Sizes in pixels. */
export function fitZoom(
  image: { readonly width: number; readonly height: number },
  pane: { readonly width: number; readonly height: number },
  margin: number,
): number {
  const room = { width: pane.width - 2 * margin, height: pane.height - 2 * margin };
  if (image.width <= 0 || image.height <= 0 || room.width <= 0 || room.height <= 0) return 1;
  return Math.min(room.width / image.width, room.height / image.height, MOST);
}
