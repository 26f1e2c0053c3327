/** Hashes of 64 bits that can be asked for one nearby. 28 bytes a hash. */
export interface HashIndex {
  readonly size: number;
  /** Position (by `add`) and distance of the first hash added that is within the index's radius; undefined where there is none. */
  findNear(hash: string): { readonly position: number; readonly distance: number } | undefined;
  add(hash: string): void;
}

const PARTS = 4;
const PART_VALUES = 2 ** 16;

/**
 * Multi-index hashing (Norouzi, Punjani, Fleet 2012): the hash is cut into four parts of 16 bits. If two hashes differ in at most `radius`
 * bits, then they differ in at most ⌊radius / 4⌋ bits in one part, so that it is enough to look up the parts' neighbours: 4 × 17 lists for
 * a radius of 4 to 7. Nothing is missed. `radius` is 0 to 15.
 */
export function createHashIndex(radius: number): HashIndex {
  const masks = neighbours(Math.floor(radius / PARTS));
  const heads = Array.from({ length: PARTS }, () => new Int32Array(PART_VALUES).fill(-1));
  let next = Array.from({ length: PARTS }, () => new Int32Array(1024));
  let high = new Uint32Array(1024);
  let low = new Uint32Array(1024);
  let size = 0;

  function grow(): void {
    const length = size * 2;
    next = next.map((list) => copyInto(new Int32Array(length), list));
    high = copyInto(new Uint32Array(length), high);
    low = copyInto(new Uint32Array(length), low);
  }

  return {
    get size() {
      return size;
    },
    findNear(hash) {
      const [a, b] = halves(hash);
      let best: { position: number; distance: number } | undefined;
      for (let part = 0; part < PARTS; part += 1) {
        const value = partOf(a, b, part);
        for (const mask of masks) {
          let position = heads[part]?.[value ^ mask] ?? -1;
          for (; position >= 0; position = next[part]?.[position] ?? -1) {
            const distance = countBits(a ^ (high[position] ?? 0)) + countBits(b ^ (low[position] ?? 0));
            if (distance <= radius && (best === undefined || position < best.position))
              best = { position, distance };
          }
        }
      }
      return best;
    },
    add(hash) {
      if (size === high.length) grow();
      const [a, b] = halves(hash);
      high[size] = a;
      low[size] = b;
      for (let part = 0; part < PARTS; part += 1) {
        const [head, list] = [heads[part], next[part]];
        const value = partOf(a, b, part);
        if (!head || !list) continue;
        list[size] = head[value] ?? -1;
        head[value] = size;
      }
      size += 1;
    },
  };
}

/** 16 hex digits as two halves. */
function halves(hash: string): readonly [number, number] {
  return [Number.parseInt(hash.slice(0, 8), 16) >>> 0, Number.parseInt(hash.slice(8, 16), 16) >>> 0];
}

function partOf(high: number, low: number, part: number): number {
  return ((part < 2 ? high : low) >>> (part % 2 === 0 ? 16 : 0)) & 0xffff;
}

/** Every mask of 16 bits with at most `distance` bits set. */
function neighbours(distance: number): readonly number[] {
  return Array.from({ length: PART_VALUES }, (_, mask) => mask).filter((mask) => countBits(mask) <= distance);
}

/** Number of bits set in 32 (Warren, Hacker's Delight, figure 5-2). */
export function countBits(bits: number): number {
  let sum = bits - ((bits >>> 1) & 0x55555555);
  sum = (sum & 0x33333333) + ((sum >>> 2) & 0x33333333);
  return Math.imul((sum + (sum >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function copyInto<T extends Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>>(target: T, source: T): T {
  target.set(source);
  return target;
}
