/** Hashes of 64 bits that can be asked for one nearby. 24 bytes a hash, and 1 MB for the heads of the lists. */
export interface HashIndex {
  readonly size: number;
  /** Position (by `add`) and distance of the first hash added that is within the index's radius; undefined where there is none. */
  findNear(hash: string): { readonly position: number; readonly distance: number } | undefined;
  add(hash: string): void;
}

const PARTS = 4;
const PART_VALUES = 2 ** 16;

/** Words of an entry: both halves of the hash, then the next entry of each part's list. Together, so that a look at one touches one line of the cache. */
const NEXT = 2;
const ENTRY = NEXT + PARTS;
/** Entries come in chunks: growing copies nothing and leaves nothing empty. */
const CHUNK_BITS = 14;
const CHUNK = 2 ** CHUNK_BITS;

/**
 * Multi-index hashing (Norouzi, Punjani, Fleet 2012, section 3): the hash is cut into four parts of 16 bits. With radius = 4 a + b, two hashes
 * that differ in at most `radius` bits differ in at most `a` bits in one of the parts 0 to b, or in at most a − 1 bits in one of the others:
 * were it not so, they would differ in (b + 1)(a + 1) + (3 − b) a = radius + 1 bits at least. It is thus enough to look up the neighbours of each
 * part: 52 lists for a radius of 6. Nothing is missed. `radius` is 0 to 15.
 */
export function createHashIndex(radius: number): HashIndex {
  const masks = masksOf(radius);
  const heads = new Int32Array(PARTS * PART_VALUES).fill(-1);
  const chunks: Int32Array[] = [];
  let size = 0;

  return {
    get size() {
      return size;
    },
    findNear(hash) {
      const [high, low] = halves(hash);
      let first = size;
      let distance = 0;
      for (let part = 0; part < PARTS; part += 1) {
        const value = partOf(high, low, part);
        for (const mask of masks[part] ?? []) {
          // Lists run from the latest entry to the first: what is looked for comes last.
          for (let position = heads[part * PART_VALUES + (value ^ mask)] ?? -1; position >= 0; ) {
            const chunk = chunks[position >>> CHUNK_BITS] as Int32Array;
            const entry = (position & (CHUNK - 1)) * ENTRY;
            if (position < first) {
              const bits = countBits(high ^ (chunk[entry] ?? 0)) + countBits(low ^ (chunk[entry + 1] ?? 0));
              if (bits <= radius) [first, distance] = [position, bits];
            }
            position = chunk[entry + NEXT + part] ?? -1;
          }
        }
      }
      return first === size ? undefined : { position: first, distance };
    },
    add(hash) {
      const [high, low] = halves(hash);
      if (size % CHUNK === 0) chunks.push(new Int32Array(CHUNK * ENTRY));
      const chunk = chunks[size >>> CHUNK_BITS] as Int32Array;
      const entry = (size & (CHUNK - 1)) * ENTRY;
      chunk[entry] = high;
      chunk[entry + 1] = low;
      for (let part = 0; part < PARTS; part += 1) {
        const list = part * PART_VALUES + partOf(high, low, part);
        chunk[entry + NEXT + part] = heads[list] ?? -1;
        heads[list] = size;
      }
      size += 1;
    },
  };
}

/** 16 hex digits as two halves. */
function halves(hash: string): readonly [number, number] {
  return [Number.parseInt(hash.slice(0, 8), 16) | 0, Number.parseInt(hash.slice(8, 16), 16) | 0];
}

function partOf(high: number, low: number, part: number): number {
  return ((part < 2 ? high : low) >>> (part % 2 === 0 ? 16 : 0)) & 0xffff;
}

/** For each part the masks that lead to the neighbours to be looked up, see above; the last parts may have none. */
function masksOf(radius: number): readonly Int32Array[] {
  const [bits, wider] = [Math.floor(radius / PARTS), radius % PARTS];
  return Array.from({ length: PARTS }, (_, part) => neighbours(part <= wider ? bits : bits - 1));
}

/** By number of bits; made when first asked for. */
const NEIGHBOURS = new Map<number, Int32Array>();

/** Every mask of 16 bits with at most so many bits set. */
function neighbours(bits: number): Int32Array {
  const known = NEIGHBOURS.get(bits);
  if (known) return known;
  const masks = new Int32Array(PART_VALUES).map((_, mask) => mask).filter((mask) => countBits(mask) <= bits);
  NEIGHBOURS.set(bits, masks);
  return masks;
}

/** Number of bits set in 32 (Warren, Hacker's Delight, figure 5-2). */
export function countBits(bits: number): number {
  let sum = bits - ((bits >>> 1) & 0x55555555);
  sum = (sum & 0x33333333) + ((sum >>> 2) & 0x33333333);
  return Math.imul((sum + (sum >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
