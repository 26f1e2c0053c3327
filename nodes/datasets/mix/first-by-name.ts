/** A record by the name of its file and its place among all records. */
interface Named {
  readonly path: string;
  readonly position: number;
}

/** Keeps the first `limit` records in the order of their file names; memory grows with the limit alone. */
export interface FirstByName {
  offer(path: string, position: number): void;
  /** Positions in the order of file names; records of one file stay in the order in which they came. */
  positions(): readonly number[];
}

/** A heap whose root is the last name that is still among the first. */
export function createFirstByName(limit: number): FirstByName {
  const heap: Named[] = [];

  function sink(start: number): void {
    for (let at = start; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const later = right < heap.length && isAfter(heap[right], heap[left]) ? right : left;
      if (later >= heap.length || !isAfter(heap[later], heap[at])) return;
      swap(at, later);
      at = later;
    }
  }

  function rise(start: number): void {
    for (let at = start; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!isAfter(heap[at], heap[parent])) return;
      swap(at, parent);
      at = parent;
    }
  }

  function swap(a: number, b: number): void {
    [heap[a], heap[b]] = [heap[b] as Named, heap[a] as Named];
  }

  return {
    offer(path, position) {
      const one = { path, position };
      if (heap.length < limit) {
        heap.push(one);
        rise(heap.length - 1);
      } else if (isAfter(heap[0], one)) {
        heap[0] = one;
        sink(0);
      }
    },
    positions: () => heap.toSorted((a, b) => (isAfter(a, b) ? 1 : -1)).map(({ position }) => position),
  };
}

/** By code units, as sources list files. */
function isAfter(a: Named | undefined, b: Named | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.path === b.path ? a.position > b.position : a.path > b.path;
}
