/**
 * A set of strings that remembers 104 bits of each instead of the text: 16 bytes an entry at full load, 32 on average, where a `Set`
 * needs over a hundred. Ten million keys thus stay within what a run may use. Two texts that meet by chance (about one in 10^17 sets of
 * that size) count as one; a caller must be able to live with that.
 */
export interface CompactSet {
  readonly size: number;
  /** True when the text was not in the set before. */
  add(text: string): boolean;
}

const START = 1024;

export function createCompactSet(): CompactSet {
  let first = new Float64Array(START);
  let second = new Float64Array(START);
  let size = 0;

  function place(a: number, b: number): boolean {
    const mask = first.length - 1;
    for (let slot = a & mask; ; slot = (slot + 1) & mask) {
      if (first[slot] === 0) {
        first[slot] = a;
        second[slot] = b;
        return true;
      }
      if (first[slot] === a && second[slot] === b) return false;
    }
  }

  function grow(): void {
    const [oldFirst, oldSecond] = [first, second];
    first = new Float64Array(oldFirst.length * 2);
    second = new Float64Array(oldFirst.length * 2);
    for (const [slot, a] of oldFirst.entries()) if (a !== 0) place(a, oldSecond[slot] ?? 0);
  }

  return {
    get size() {
      return size;
    },
    add(text) {
      // 0 marks an empty slot
      const isNew = place(hash52(text, 1) || 1, hash52(text, 2));
      if (!isNew) return false;
      size += 1;
      if (size * 2 > first.length) grow();
      return true;
    },
  };
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
