import { createHash } from 'node:crypto';

/*
 * A part of the samples that looks like the whole [RUN12]: each folder gives its share (largest remainder), and within a folder the keys with
 * the smallest hashes are taken, so that a larger part contains the smaller one of the same flow. Folders that would give fewer than two are one
 * stratum together: among them, too, chance decides, and nobody's share is rounded away.
 */

/** Folders of a flow's sources beyond which they are not told apart: each remembers as many keys as are asked for. */
const MOST_FOLDERS = 256;
/** Share below which a folder is no stratum of its own: from one observation nobody can say how much its samples differ. */
const LEAST_SHARE = 2;
const POOL = '';

interface Entry {
  readonly hash: string;
  readonly source: string;
  readonly key: string;
}

interface Folder {
  count: number;
  /** Those with the smallest hashes so far, at most `limit`. */
  readonly smallest: Entry[];
}

/** Which samples take part, and of how many they are a part. */
export interface Choice {
  /** Chosen keys by source; at most as many as asked in all. */
  readonly keys: ReadonlyMap<string, ReadonlySet<string>>;
  /** Samples of each stratum, by its name. */
  readonly strata: ReadonlyMap<string, number>;
  /** Name of the stratum that a sample of a source belongs to, by its path. */
  stratumOf(source: string, path: string): string;
}

/** Collects the keys of all sources one by one in bounded memory, then chooses. */
export class Stratifier {
  readonly #limit: number;
  readonly #folders = new Map<string, Folder>();
  readonly #pool: Folder = { count: 0, smallest: [] };
  #pooled = false;

  /** `limit` is how many are chosen; 0 only counts. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** A sample by its source and its key there; its folder is that of its path. */
  add(source: string, key: string, path = key): void {
    const folder = this.#pooled ? this.#pool : this.#folderOf(folderName(source, path));
    folder.count += 1;
    if (this.#limit === 0) return;
    folder.smallest.push({ hash: createHash('sha256').update(key).digest('hex').slice(0, 16), source, key });
    if (folder.smallest.length >= this.#limit * 1.25 + 16) this.#trim(folder);
  }

  choose(): Choice {
    const folders = [...this.#folders].map(([name, folder]) => ({ name, ...folder }));
    const total = folders.reduce((sum, { count }) => sum + count, this.#pool.count);
    const wanted = Math.min(this.#limit, total);
    const fewest = this.#limit === 0 ? 0 : (LEAST_SHARE * total) / wanted;
    const own = folders.filter(({ count }) => count >= fewest);
    const pool: Folder = { count: this.#pool.count, smallest: [...this.#pool.smallest] };
    for (const folder of folders) if (folder.count < fewest) this.#merge(folder, pool);
    const strata = pool.count > 0 ? [...own, { name: POOL, ...pool }] : own;
    const keys = new Map<string, Set<string>>();
    for (const { stratum, share } of sharesOf(strata, wanted, total)) {
      this.#trim(stratum);
      for (const { source, key } of stratum.smallest.slice(0, share)) {
        const chosen = keys.get(source) ?? new Set();
        keys.set(source, chosen.add(key));
      }
    }
    const names = new Map(strata.map(({ name, count }) => [name, count]));
    return {
      keys,
      strata: names,
      stratumOf: (source, path) => {
        const name = folderName(source, path);
        return names.has(name) ? name : POOL;
      },
    };
  }

  #folderOf(name: string): Folder {
    const known = this.#folders.get(name);
    if (known !== undefined) return known;
    if (this.#folders.size < MOST_FOLDERS) {
      const folder: Folder = { count: 0, smallest: [] };
      this.#folders.set(name, folder);
      return folder;
    }
    for (const folder of this.#folders.values()) this.#merge(folder, this.#pool);
    this.#folders.clear();
    this.#pooled = true;
    return this.#pool;
  }

  #merge(folder: Folder, into: Folder): void {
    into.count += folder.count;
    into.smallest.push(...folder.smallest);
    this.#trim(into);
  }

  #trim({ smallest }: Folder): void {
    smallest.sort((a, b) => compare(a.hash, b.hash) || compare(a.source, b.source) || compare(a.key, b.key));
    smallest.splice(this.#limit);
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function folderName(source: string, path: string): string {
  const slash = path.indexOf('/');
  return `${source}\n${slash < 0 ? '' : path.slice(0, slash)}`;
}

/** How many each gives: whole parts first, then the largest remainders. */
function sharesOf(strata: readonly (Folder & { readonly name: string })[], wanted: number, total: number) {
  const shares = strata.map((stratum) => {
    const exact = total === 0 ? 0 : (wanted * stratum.count) / total;
    return { stratum, share: Math.floor(exact), rest: exact - Math.floor(exact) };
  });
  let left = wanted - shares.reduce((sum, { share }) => sum + share, 0);
  for (const share of [...shares].sort(
    (a, b) => b.rest - a.rest || compare(a.stratum.name, b.stratum.name),
  )) {
    if (left <= 0) break;
    share.share += 1;
    left -= 1;
  }
  return shares;
}
