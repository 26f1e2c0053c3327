import type { Database } from 'better-sqlite3';
import type { Breath } from '../breath.ts';
import { ALL_EDITS, HEAD_OF_C, ORIGINS } from './caption-codes.ts';

/** Rows of an index, and captions with their texts, that are looked at before others get a turn: some milliseconds' worth. */
const INDEX_ROWS = 10_000;
const CAPTIONS = 2000;
/** Searches whose finds are remembered. */
const MOST_SEARCHES = 4;
/** After so long a search is made anew, milliseconds: files that were moved since are then found by their new paths. */
const SEARCH_LIVES = 30_000;

export type ListFilter = 'all' | 'captioned' | 'uncaptioned' | 'edited';

/** Images by their row ids, in the order in which they were found. */
export interface ImageList {
  readonly ids: Uint32Array;
  /** Captions of all of them. */
  readonly captions: number;
}

/** What a search has found so far, and up to where it has looked. */
interface Finds {
  /** One byte for each image id. */
  found: Uint8Array;
  image: number;
  caption: number;
  edit: number;
  readonly madeAt: number;
}

/**
 * Lists of the gallery that need a look at every image or caption. They are worked out in slices, so that a million captions hold up nothing, and kept, so that the
 * next page, and what a run adds, cost next to nothing. Images and captions are never deleted: their ids count from 1.
 */
export class GalleryLists {
  readonly #queries: ReturnType<typeof prepareQueries>;
  readonly #breath: Breath;
  readonly #now: () => number;
  readonly #searches = new Map<string, Finds>();
  /** Chains of each image, by its id. */
  #chains = new Uint16Array(0);
  #lastCaption = 0;
  /** Raised when what was read may be wrong. */
  #generation = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(database: Database, breath: Breath, now: () => number = Date.now) {
    this.#queries = prepareQueries(database);
    this.#breath = breath;
    this.#now = now;
  }

  /** `pattern` is for `like`; undefined takes every image of the filter. One list is worked out at a time. */
  list(filter: ListFilter, pattern: string | undefined): Promise<ImageList> {
    const mine = this.#turn.then(() => this.#workOut(filter, pattern));
    this.#turn = mine.catch(() => undefined); // the caller has the error; the next in turn must not
    return mine;
  }

  /** What was read may have been lost with a group. */
  forget(): void {
    this.#generation += 1;
    this.#searches.clear();
    this.#chains = new Uint16Array(0);
    this.#lastCaption = 0;
  }

  async #workOut(filter: ListFilter, pattern: string | undefined): Promise<ImageList> {
    const generation = this.#generation;
    await this.#countChains();
    const finds = pattern === undefined ? undefined : await this.#search(pattern);
    if (generation !== this.#generation) this.forget();
    const edited = filter === 'edited' ? new Set(this.#queries.edited.all(ALL_EDITS)) : undefined;
    const passes = (id: number): boolean => {
      if (finds && finds.found[id] !== 1) return false;
      if (filter === 'all') return true;
      return edited ? edited.has(id) : (filter === 'captioned') === (this.#chains[id] ?? 0) > 0;
    };
    const images = this.#queries.lastImage.get() ?? 0;
    const ids: number[] = [];
    let captions = 0;
    for (let id = 1; id <= images; id += 1) {
      if (!passes(id)) continue;
      ids.push(id);
      captions += this.#chains[id] ?? 0;
    }
    return { ids: Uint32Array.from(ids), captions };
  }

  /** The first time by the index of captions by image, later from the latest caption on. */
  async #countChains(): Promise<void> {
    const last = this.#queries.lastCaption.get() ?? 0;
    const add = (image: number, chains: number) => {
      this.#chains = grown(this.#chains, image, (length) => new Uint16Array(length));
      this.#chains[image] = (this.#chains[image] ?? 0) + chains;
    };
    if (this.#lastCaption === 0) {
      const page = (image: number) => this.#queries.chainsByImage.all(image, last, INDEX_ROWS);
      for (let rows = page(0); rows.length > 0; rows = page(rows.at(-1)?.image ?? 0)) {
        for (const { image, chains } of rows) add(image, chains);
        await this.#breath();
      }
    } else {
      for (let from = this.#lastCaption; from < last; from += INDEX_ROWS) {
        for (const image of this.#queries.newChains.all(from, Math.min(last, from + INDEX_ROWS)))
          add(image, 1);
        await this.#breath();
      }
    }
    this.#lastCaption = last;
  }

  async #search(pattern: string): Promise<Finds> {
    const known = this.#searches.get(pattern);
    const isFresh = known !== undefined && this.#now() - known.madeAt < SEARCH_LIVES;
    const finds: Finds = isFresh
      ? known
      : { found: new Uint8Array(0), image: 0, caption: 0, edit: 0, madeAt: this.#now() };
    await this.#goOn(finds, pattern);
    this.#searches.delete(pattern);
    this.#searches.set(pattern, finds);
    const [oldest] = this.#searches.keys();
    if (this.#searches.size > MOST_SEARCHES && oldest !== undefined) this.#searches.delete(oldest);
    return finds;
  }

  /** Looks at what has come since: paths of new images, new captions, and images whose captions a person has edited. */
  async #goOn(finds: Finds, pattern: string): Promise<void> {
    const { lastImage, lastCaption, lastEdit, byPath, byText, editedSince, matches } = this.#queries;
    const [image, caption, edit] = [lastImage.get() ?? 0, lastCaption.get() ?? 0, lastEdit.get() ?? 0];
    const mark = (id: number, value: 0 | 1) => {
      finds.found = grown(finds.found, id, (length) => new Uint8Array(length));
      finds.found[id] = value;
    };
    const isFirst = finds.caption === 0;
    for (; finds.image < image; finds.image = Math.min(image, finds.image + INDEX_ROWS)) {
      for (const id of byPath.all({ pattern, from: finds.image, to: finds.image + INDEX_ROWS })) mark(id, 1);
      await this.#breath();
    }
    for (; finds.caption < caption; finds.caption = Math.min(caption, finds.caption + CAPTIONS)) {
      const window = { pattern, from: finds.caption, to: finds.caption + CAPTIONS, sequence: ALL_EDITS };
      for (const id of byText.all(window)) mark(id, 1);
      await this.#breath();
    }
    if (!isFirst)
      for (const id of editedSince.all(finds.edit))
        mark(id, matches.get({ id, pattern, sequence: ALL_EDITS }) === 1 ? 1 : 0);
    finds.edit = edit;
  }
}

/** With room for this place; what is new is 0. */
function grown<T extends Uint8Array | Uint16Array>(array: T, place: number, make: (length: number) => T): T {
  if (place < array.length) return array;
  const larger = make(Math.ceil((place + 1024) * 1.5));
  larger.set(array);
  return larger;
}

function prepareQueries(database: Database) {
  const numbers = <P extends unknown[]>(sql: string) => database.prepare<P, number>(sql).pluck();
  const like = (column: string) => `${column} like :pattern escape '\\'`;
  const chainsOfImage = 'select 1 from captions c join captions h on h.id =';
  return {
    lastImage: numbers<[]>('select max(id) from images'),
    lastCaption: numbers<[]>('select max(id) from captions'),
    lastEdit: numbers<[]>('select max(sequence) from edits'),
    chainsByImage: database.prepare<[number, number, number], { image: number; chains: number }>(`
      select image, count(*) as chains from captions indexed by captions_image
      where parent is null and image > ? and id <= ? group by image order by image limit ?`),
    newChains: numbers<[number, number]>(
      'select image from captions not indexed where id > ? and id <= ? and parent is null',
    ),
    /** By the index of locations by image, which holds the paths too. */
    byPath: numbers<[Window]>(
      `select image from locations l where l.image > :from and l.image <= :to and ${like('l.path')}`,
    ),
    byText: numbers<[Window & Sequence]>(
      `select c.image from captions c where c.id > :from and c.id <= :to and ${like('c.text')} and c.id = ${HEAD_OF_C}`,
    ),
    edited: numbers<[number]>(`
      select distinct c.image from (select distinct chain from edits) d join captions c on c.id = d.chain
      join captions h on h.id = ${HEAD_OF_C.replaceAll(':sequence', '?')} where h.origin = ${ORIGINS.indexOf('edit')}`),
    editedSince: numbers<[number]>(
      'select distinct c.image from edits e join captions c on c.id = e.chain where e.sequence > ?',
    ),
    matches: numbers<[{ id: number; pattern: string } & Sequence]>(`
      select exists (select 1 from locations l where l.image = :id and ${like('l.path')})
        or exists (${chainsOfImage} ${HEAD_OF_C} where c.parent is null and c.image = :id and ${like('h.text')})`),
  };
}

interface Window {
  readonly pattern: string;
  readonly from: number;
  readonly to: number;
}
interface Sequence {
  readonly sequence: number;
}
