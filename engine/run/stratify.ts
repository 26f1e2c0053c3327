import { createHash } from 'node:crypto';

/*
 * A part of the samples that looks like the whole [RUN12]: each folder gives its share (largest remainder), and within a folder
 * the keys with the smallest hashes are taken, so that a larger part contains the smaller one of the same flow.
 */

interface Stratum {
  count: number;
  /** The keys with the smallest hashes so far, at most `limit`. */
  readonly smallest: { readonly hash: string; readonly key: string }[];
}

/** Collects the keys of all sources one by one in bounded memory, then chooses. */
export class Stratifier {
  readonly #limit: number;
  readonly #strata = new Map<string, Stratum>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(source: string, key: string): void {
    const slash = key.indexOf('/');
    const name = `${source}\n${slash < 0 ? '' : key.slice(0, slash)}`;
    const stratum = this.#strata.get(name) ?? { count: 0, smallest: [] };
    this.#strata.set(name, stratum);
    stratum.count += 1;
    stratum.smallest.push({ hash: createHash('sha256').update(key).digest('hex').slice(0, 16), key });
    if (stratum.smallest.length >= this.#limit * 2 + 16) this.#trim(stratum);
  }

  /** Chosen keys by source; at most `limit` in all. */
  choose(): ReadonlyMap<string, ReadonlySet<string>> {
    const total = [...this.#strata.values()].reduce((sum, stratum) => sum + stratum.count, 0);
    const wanted = Math.min(this.#limit, total);
    const shares = [...this.#strata].map(([name, stratum]) => {
      const exact = total === 0 ? 0 : (wanted * stratum.count) / total;
      return { name, stratum, share: Math.floor(exact), rest: exact - Math.floor(exact) };
    });
    let left = wanted - shares.reduce((sum, { share }) => sum + share, 0);
    for (const share of [...shares].sort((a, b) => b.rest - a.rest || (a.name < b.name ? -1 : 1))) {
      if (left === 0) break;
      share.share += 1;
      left -= 1;
    }
    const chosen = new Map<string, Set<string>>();
    for (const { name, stratum, share } of shares) {
      this.#trim(stratum);
      const source = name.slice(0, name.indexOf('\n'));
      const keys = chosen.get(source) ?? new Set();
      chosen.set(source, keys);
      for (const { key } of stratum.smallest.slice(0, share)) keys.add(key);
    }
    return chosen;
  }

  #trim(stratum: Stratum): void {
    stratum.smallest.sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0)).splice(this.#limit);
  }
}
