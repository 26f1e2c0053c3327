import type { ResultKey, RunStore } from '../store/run-store.ts';
import type { Rejection } from '../store/seen-table.ts';
import type { Place } from './stretch.ts';

/** So many consecutive ordinals share a row where samples come one by one. */
const ORDINALS = 1024;
/** So many rows stay in memory. */
const KEPT_ROWS = 64;
/** Marks of one such row; parts of a source that are run again and again would let it grow for ever. */
const MOST_MARKS = 4 * ORDINALS;

interface Row {
  readonly marks: Set<number>;
  dirty: boolean;
}

/**
 * What a cheap stage has handled before with the same key [RUN4]. Such stages store no verdicts: working them out again costs less than looking them up.
 * An unchanged stretch is recognised as a whole and not even worked out; of all others a mark per sample tells what is new, so that the rest counts as reused.
 */
export class Seen {
  readonly #store: RunStore;
  readonly #stageKey: ResultKey;
  readonly #rows = new Map<number, Row>();

  constructor(store: RunStore, stageKey: ResultKey) {
    this.#store = store;
    this.#stageKey = stageKey;
  }

  /** What was rejected of this very stretch; undefined when it is not as it was, or was never seen. */
  unchanged({ home, identity }: Place): readonly Rejection[] | undefined {
    return this.#store.seen.unchanged(this.#stageKey, home, identity);
  }

  /** Marks of the samples that were at a stretch's home the last time. */
  marksAt({ home }: Place): ReadonlySet<number> {
    return new Set(this.#store.seen.marks(this.#stageKey, home));
  }

  /** Puts a stretch in the place of what was at its home. `lasting` is false where its outcomes need not be the same the next time. */
  save(
    { home, identity }: Place,
    marks: readonly number[],
    rejections: readonly Rejection[],
    lasting: boolean,
  ): void {
    this.#store.seen.save(this.#stageKey, home, {
      identity: lasting ? identity : undefined,
      rejections,
      marks: Float64Array.from(marks),
    });
  }

  /** For a sample without a stretch: whether its mark was there before; from now on it is. */
  check(ordinal: number, mark: number): boolean {
    const row = this.#row(Math.floor(ordinal / ORDINALS));
    if (row.marks.has(mark)) return true;
    row.marks.add(mark);
    row.dirty = true;
    return false;
  }

  flush(): void {
    for (const [home, row] of this.#rows) this.#write(home, row);
  }

  #row(home: number): Row {
    const known = this.#rows.get(home);
    if (known) return known;
    const row = { marks: new Set(this.#store.seen.marks(this.#stageKey, home)), dirty: false };
    this.#rows.set(home, row);
    if (this.#rows.size > KEPT_ROWS) {
      const [oldest] = this.#rows;
      if (oldest) {
        this.#write(...oldest);
        this.#rows.delete(oldest[0]);
      }
    }
    return row;
  }

  #write(home: number, row: Row): void {
    if (!row.dirty) return;
    row.dirty = false;
    const marks = Float64Array.from(row.marks).slice(-MOST_MARKS);
    this.#store.seen.save(this.#stageKey, home, { identity: undefined, rejections: [], marks });
  }
}
