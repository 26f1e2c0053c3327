/*
 * Sets and counts of texts that remember 84 bits of each instead of the text. Two texts that meet by chance (about one in 10^11 sets of
 * ten million) count as one; a caller must be able to live with that.
 */

/** 15 to 20 bytes an entry, where a `Set` of texts needs over a hundred. */
export interface CompactSet {
  readonly size: number;
  /** True when the text was not in the set before. */
  add(text: string): boolean;
  has(text: string): boolean;
}

/** How often each text was counted; 20 to 26 bytes an entry. */
export interface CompactCounts {
  /** Counts the text once more. */
  raise(text: string): void;
  /** 0 for a text that was never counted. */
  of(text: string): number;
}

/** Parts that grow by themselves, each at its own moment, so that never more than a small piece of the table is there twice. */
const SHARDS = 64;
const SHARD_BITS = SHARDS - 1;
const SMALLEST_SHARD = 16;
const FULLEST = 0.8;
const GROWTH = 1.3;

/** Open addressing with linear probing; 0 in `first` marks an empty slot. */
interface Shard {
  first: Float64Array;
  second: Uint32Array;
  counts: Uint32Array | undefined;
  size: number;
}

/** Numbers by text; 20 to 26 bytes an entry. */
export interface CompactIndex {
  readonly size: number;
  /** False where the text has its number already, which stays. `value` is at most 2^32 - 1. */
  add(text: string, value: number): boolean;
  get(text: string): number | undefined;
}

export function createCompactIndex(): CompactIndex {
  const shards = makeShards(true);
  let size = 0;
  return {
    get size() {
      return size;
    },
    add(text, value) {
      const { shard, slot, isNew } = place(shards, text);
      if (!isNew) return false;
      if (shard.counts) shard.counts[slot] = value;
      size += 1;
      return true;
    },
    get(text) {
      const [shard, first, second] = addressOf(shards, text);
      const slot = slotOf(shard, first, second);
      return shard.first[slot] === 0 ? undefined : shard.counts?.[slot];
    },
  };
}

export function createCompactSet(): CompactSet {
  const shards = makeShards(false);
  let size = 0;
  return {
    get size() {
      return size;
    },
    add(text) {
      const { isNew } = place(shards, text);
      if (isNew) size += 1;
      return isNew;
    },
    has(text) {
      const [shard, first, second] = addressOf(shards, text);
      return shard.first[slotOf(shard, first, second)] !== 0;
    },
  };
}

export function createCompactCounts(): CompactCounts {
  const shards = makeShards(true);
  return {
    raise(text) {
      const { shard, slot } = place(shards, text);
      if (shard.counts) shard.counts[slot] = (shard.counts[slot] ?? 0) + 1;
    },
    of(text) {
      const [shard, first, second] = addressOf(shards, text);
      return shard.counts?.[slotOf(shard, first, second)] ?? 0;
    },
  };
}

function makeShards(counting: boolean): readonly Shard[] {
  return Array.from({ length: SHARDS }, () => emptyShard(SMALLEST_SHARD, counting));
}

function emptyShard(slots: number, counting: boolean): Shard {
  return {
    first: new Float64Array(slots),
    second: new Uint32Array(slots),
    counts: counting ? new Uint32Array(slots) : undefined,
    size: 0,
  };
}

/** Where a text belongs, and the 84 bits that stand for it. */
function addressOf(shards: readonly Shard[], text: string): readonly [Shard, number, number] {
  const first = hash52(text, 1) || 1;
  return [shards[first & SHARD_BITS] as Shard, first, hash52(text, 2) >>> 0];
}

/** The slot that holds these bits, or the empty one that would. */
function slotOf({ first, second }: Shard, a: number, b: number): number {
  const slots = first.length;
  // The upper bits choose the slot: lengths are no powers of two, and a remainder would cost more.
  for (let slot = Math.floor((b / 2 ** 32) * slots); ; slot = slot + 1 === slots ? 0 : slot + 1)
    if (first[slot] === 0 || (first[slot] === a && second[slot] === b)) return slot;
}

function place(shards: readonly Shard[], text: string): { shard: Shard; slot: number; isNew: boolean } {
  const [shard, first, second] = addressOf(shards, text);
  const slot = slotOf(shard, first, second);
  if (shard.first[slot] !== 0) return { shard, slot, isNew: false };
  if (shard.size + 1 <= shard.first.length * FULLEST) {
    put(shard, slot, first, second);
    return { shard, slot, isNew: true };
  }
  grow(shard);
  const moved = slotOf(shard, first, second);
  put(shard, moved, first, second);
  return { shard, slot: moved, isNew: true };
}

function put(shard: Shard, slot: number, first: number, second: number): void {
  shard.first[slot] = first;
  shard.second[slot] = second;
  shard.size += 1;
}

function grow(shard: Shard): void {
  const larger = emptyShard(Math.ceil(shard.first.length * GROWTH), shard.counts !== undefined);
  for (const [slot, first] of shard.first.entries()) {
    if (first === 0) continue;
    const second = shard.second[slot] ?? 0;
    const moved = slotOf(larger, first, second);
    put(larger, moved, first, second);
    if (larger.counts && shard.counts) larger.counts[moved] = shard.counts[slot] ?? 0;
  }
  Object.assign(shard, larger);
}

/**
 * 52 bits of a text and a seed, evenly spread; not for secrets. Two multiplicative hashes of 32 bits that are mixed at the end with the
 * finalizer of MurmurHash3 (Appleby, public domain).
 */
export function hash52(text: string, seed: number): number {
  let high = 0xdeadbeef ^ seed;
  let low = 0x41c6ce57 ^ Math.imul(seed, 0x9e3779b1);
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x9e3779b1);
    low = Math.imul(low ^ unit, 0x5f356495);
  }
  high = finish(high ^ (low >>> 15));
  low = finish(low ^ (high >>> 13));
  return (high >>> 6) * 2 ** 26 + (low >>> 6);
}

function finish(bits: number): number {
  let mixed = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** Gives every text back as it is the first time, and with `#2`, `#3`, … when it comes again. */
export function createUniqueNames(): (text: string) => string {
  const seen = createCompactSet();
  return (text) => {
    if (seen.add(text)) return text;
    let count = 2;
    while (!seen.add(`${text}#${count}`)) count += 1;
    return `${text}#${count}`;
  };
}
