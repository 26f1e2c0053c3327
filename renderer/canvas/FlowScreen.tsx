/** Palette, canvas, inspector and strip. */
export function FlowScreen() {
  return <div data-region="canvas" />;
}
