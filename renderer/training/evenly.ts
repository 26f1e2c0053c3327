/** At most about `most` of a list, evenly chosen, with its first, its last, and those that must be there; in its order. */
export function evenly<T>(
  list: readonly T[],
  most: number,
  must: (item: T) => boolean = () => false,
): readonly T[] {
  if (list.length <= most) return list;
  const every = (list.length - 1) / (most - 1);
  const chosen = new Set(Array.from({ length: most }, (_, index) => Math.round(index * every)));
  return list.filter((item, index) => chosen.has(index) || must(item));
}
