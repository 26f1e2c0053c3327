/** A rule moved to another place. */
export function moveRule<T>(rules: readonly T[], from: number, to: number): readonly T[] {
  const next = [...rules];
  const [moved] = next.splice(from, 1);
  if (moved !== undefined) next.splice(to, 0, moved);
  return next;
}

/** The place over which a pointer is, among rows of one height that begin at `top`. */
export function placeAt(y: number, top: number, rowHeight: number, rows: number): number {
  return Math.min(rows - 1, Math.max(0, Math.floor((y - top) / rowHeight)));
}
