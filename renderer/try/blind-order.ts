/**
 * The order of one row's captions in blind mode, as indices of columns: random, and the same for the same seed, row and columns, so that
 * nothing moves while captions come in.
 */
export function blindOrder(seed: number, row: string, columns: readonly string[]): readonly number[] {
  return columns
    .map((id, index) => ({ index, rank: rankOf(`${seed} ${row} ${id}`) }))
    .toSorted((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ index }) => index);
}

/** FNV-1a, then the finisher of MurmurHash3, without which texts that differ at their end alone stay neighbours. 32 bits. */
function rankOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
