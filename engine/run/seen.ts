import type { ResultKey, RunStore } from '../store/run-store.ts';

/** So many consecutive ordinals share a row. */
const STRETCH = 1024;
/** So many rows stay in memory. */
const KEPT_STRETCHES = 64;

interface Stretch {
  readonly marks: Set<bigint>;
  dirty: boolean;
}

/**
 * Which samples a cheap stage has handled before with the same key [RUN4]. Such stages are computed again, which costs less than looking up a stored verdict;
 * this only lets them count as reused. One row holds 1,024 consecutive samples, so that a million costs a thousand reads.
 */
export class Seen {
  readonly #store: RunStore;
  readonly #stageKey: ResultKey;
  readonly #stretches = new Map<number, Stretch>();

  constructor(store: RunStore, stageKey: ResultKey) {
    this.#store = store;
    this.#stageKey = stageKey;
  }

  /** Whether this mark was there before; from now on it is. */
  check(ordinal: number, mark: bigint): boolean {
    const stretch = this.#stretch(Math.floor(ordinal / STRETCH));
    if (stretch.marks.has(mark)) return true;
    stretch.marks.add(mark);
    stretch.dirty = true;
    return false;
  }

  flush(): void {
    for (const [number, stretch] of this.#stretches) this.#save(number, stretch);
  }

  #stretch(number: number): Stretch {
    const known = this.#stretches.get(number);
    if (known) return known;
    const stretch = { marks: decode(this.#store.loadSeen(this.#stageKey, number)), dirty: false };
    this.#stretches.set(number, stretch);
    if (this.#stretches.size > KEPT_STRETCHES) {
      const [oldest] = this.#stretches;
      if (oldest) {
        this.#save(...oldest);
        this.#stretches.delete(oldest[0]);
      }
    }
    return stretch;
  }

  #save(number: number, stretch: Stretch): void {
    if (!stretch.dirty) return;
    stretch.dirty = false;
    this.#store.saveSeen(this.#stageKey, number, encode(stretch.marks));
  }
}

function decode(bytes: Uint8Array | undefined): Set<bigint> {
  const marks = new Set<bigint>();
  if (!bytes) return marks;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let offset = 0; offset + 8 <= bytes.byteLength; offset += 8) marks.add(view.getBigUint64(offset));
  return marks;
}

function encode(marks: ReadonlySet<bigint>): Uint8Array {
  const bytes = new Uint8Array(marks.size * 8);
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const mark of marks) {
    view.setBigUint64(offset, mark);
    offset += 8;
  }
  return bytes;
}
