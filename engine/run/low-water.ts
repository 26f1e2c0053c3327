/**
 * The smallest of a changing multiset of ordinals, for stages that must see samples in source order:
 * a scan may judge a sample once nothing before it can still arrive. Binary heap with lazy removal.
 */
export class LowWater {
  readonly #heap: number[] = [];
  readonly #counts = new Map<number, number>();

  add(ordinal: number): void {
    const count = this.#counts.get(ordinal) ?? 0;
    this.#counts.set(ordinal, count + 1);
    if (count === 0) this.#push(ordinal);
  }

  remove(ordinal: number): void {
    const count = this.#counts.get(ordinal) ?? 0;
    if (count > 1) this.#counts.set(ordinal, count - 1);
    else this.#counts.delete(ordinal);
  }

  /** Infinity when empty. */
  min(): number {
    while (this.#heap.length > 0 && !this.#counts.has(this.#heap[0] as number)) this.#pop();
    return this.#heap[0] ?? Number.POSITIVE_INFINITY;
  }

  #push(value: number): void {
    const heap = this.#heap;
    let index = heap.push(value) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if ((heap[parent] as number) <= value) break;
      heap[index] = heap[parent] as number;
      index = parent;
    }
    heap[index] = value;
  }

  #pop(): void {
    const heap = this.#heap;
    const value = heap.pop() as number;
    if (heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) child += 1;
      if ((heap[child] as number) >= value) break;
      heap[index] = heap[child] as number;
      index = child;
    }
    heap[index] = value;
  }
}
