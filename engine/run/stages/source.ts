import type { NodeTypeOf } from '../../../core/define-node.ts';
import { type ErrorRecord, UserError } from '../../../core/errors.ts';
import type { ImageHash, SampleId } from '../../../core/ids.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { SourceRecord } from '../../../core/node-context.ts';
import { locationOf, ORDINALS_PER_SOURCE, type Sample } from '../../../core/sample.ts';
import { hash52 } from '../../../nodes/compact-set.ts';
import type { ImageLookup } from '../../images/image-service.ts';
import { homeOf, sampleIdOf, sourceIdentity } from '../key.ts';
import type { Settlement, Stage } from '../stage.ts';
import { Stretch } from '../stretch.ts';

/** What a source lists: a picture, or what stands against one. */
export type Entry = SourceRecord | { readonly key: string; readonly problem: ErrorRecord };

/**
 * A listing is cut where a key's hash says so, once in so many entries on average: pictures that come or go move only the cuts of the stretch that they are in,
 * and all others are recognised. Small at first, so that the first caption comes early; then large, so that look-ups are few.
 */
const FIRST_GRAIN = 8;
const GRAIN = 128;
/** Longest stretch, in grains. */
const MOST_GRAINS = 4;
/** Stretches whose files are being read while the one before is still on its way. */
const READ_AHEAD = 2;

/** Which of a source's samples take part; both absent: all. */
export interface Selection {
  readonly keys?: ReadonlySet<string>;
  readonly samples?: ReadonlySet<SampleId>;
}

/** Lists the source, finds out what each file is, and sends samples on in the source's order. `sourceIndex` counts the sources of the run. */
export async function runSource(
  stage: Stage,
  type: NodeTypeOf<'source'>,
  sourceIndex: number,
  selection: Selection,
): Promise<void> {
  const first = sourceIndex * ORDINALS_PER_SOURCE;
  // What was wrong with a file is remembered with it; who tries it again wants it to be read.
  if (stage.scope.retries.at(stage.id)) stage.store.forgetFileProblems();
  stage.sourceLow = first;
  stage.meter.setState('running');
  const reader = new StretchReader(stage, type, selection, first);
  try {
    let entries: Entry[] = [];
    for await (const entry of listSource(stage, type)) {
      if (selection.keys && !selection.keys.has(entry.key)) continue;
      entries.push(entry);
      if (!isCut(entry.key, entries.length, reader.next === first ? FIRST_GRAIN : GRAIN)) continue;
      await stage.scope.control.gate();
      await reader.read(entries);
      entries = [];
    }
    if (entries.length > 0) await reader.read(entries);
    await reader.sendAll();
  } finally {
    await reader.ended();
  }
  if (reader.next === first && selection.keys === undefined) throw nothingFound(stage);
}

/** Sends on these entries of a listing and no others. They are not recognised as part of it, and are numbered among themselves. */
export async function sendEntries(
  stage: Stage,
  type: NodeTypeOf<'source'>,
  entries: readonly Entry[],
): Promise<void> {
  const reader = new StretchReader(stage, type, { keys: new Set() }, 0);
  try {
    if (entries.length > 0) await reader.read(entries);
    await reader.sendAll();
  } finally {
    await reader.ended();
  }
}

function isCut(key: string, length: number, grain: number): boolean {
  return length >= grain * MOST_GRAINS || hash52(key, 0) % grain === 0;
}

/** One listed file that is an image. */
interface Found {
  readonly entry: SourceRecord;
  readonly lookup: Extract<ImageLookup, { readonly kind: 'image' }>;
  readonly ordinal: number;
}

interface Identified {
  readonly found: readonly Found[];
  readonly failed: readonly Settlement[];
  readonly first: number;
  readonly end: number;
  /** Name of the stretch in this listing: the key before it. */
  readonly name: string;
}

/** Looks files up stretch by stretch, some ahead of what is sent on. */
class StretchReader {
  readonly #stage: Stage;
  readonly #type: NodeTypeOf<'source'>;
  readonly #selection: Selection;
  readonly #reading: Promise<Identified>[] = [];
  /** Ordinal of the next entry. */
  next: number;
  #lastKey = '';

  constructor(stage: Stage, type: NodeTypeOf<'source'>, selection: Selection, first: number) {
    this.#stage = stage;
    this.#type = type;
    this.#selection = selection;
    this.next = first;
  }

  async read(entries: readonly Entry[]): Promise<void> {
    this.#stage.meter.arrived(entries.length);
    const reading = this.#identify(entries, this.next, this.#lastKey, this.#reading.at(-1));
    // Awaited in order by `#sendOldest`; without this an early failure of a later stretch would count as unhandled.
    reading.catch(() => undefined);
    this.#reading.push(reading);
    this.next += entries.length;
    this.#lastKey = entries.at(-1)?.key ?? '';
    if (this.#reading.length > READ_AHEAD) await this.#sendOldest();
  }

  async sendAll(): Promise<void> {
    while (this.#reading.length > 0) await this.#sendOldest();
  }

  /** Resolves when no file is looked up any more. */
  async ended(): Promise<void> {
    await Promise.allSettled(this.#reading);
  }

  async #sendOldest(): Promise<void> {
    const identified = await this.#reading[0];
    this.#reading.shift();
    if (identified === undefined) return;
    if (this.#selection.keys || this.#selection.samples) await this.#sendChosen(identified);
    else await this.#send(identified);
    this.#stage.sourceLow = identified.end;
  }

  async #send({ found, failed, first, end, name }: Identified): Promise<void> {
    const { scope, id } = this.#stage;
    const { type } = this.#type;
    const listed = found.map(({ entry, lookup }) => ({
      key: entry.key,
      path: entry.file.path,
      root: lookup.root,
      facets: facetsOf(entry, lookup),
    }));
    const identity = sourceIdentity(type, scope.start.reviewSequence, listed);
    const place = { home: homeOf(id, name), identity, first, end };
    const stretch = new Stretch(found.length, (index) => sampleOf(type, found[index] as Found), place);
    if (failed.length > 0) await this.#stage.settle(failed);
    await this.#stage.pass(
      stretch,
      found.map(({ lookup }) => lookup.known),
      undefined,
    );
  }

  /** A part of the samples makes no stretches. Those outside the selection leave no trace: they are neither kept nor rejected. */
  async #sendChosen({ found, failed }: Identified): Promise<void> {
    const { samples } = this.#selection;
    const settlements = found.map((one): Settlement => {
      const sample = sampleOf(this.#type.type, one);
      return { sample, outcome: 'kept', out: [sample], reused: one.lookup.known };
    });
    const all = [...settlements, ...failed].sort((a, b) => a.sample.ordinal - b.sample.ordinal);
    const chosen = samples ? all.filter(({ sample }) => samples.has(sample.id)) : all;
    this.#stage.meter.arrived(chosen.length - all.length);
    await this.#stage.settle(chosen);
  }

  async #identify(
    entries: readonly Entry[],
    first: number,
    name: string,
    before: Promise<unknown> | undefined,
  ): Promise<Identified> {
    const { scope, id } = this.#stage;
    const records = entries.filter((entry): entry is SourceRecord => !('problem' in entry));
    const lookups = await scope.dependencies.images.identify(
      records.map((record) => record.file),
      scope.control.signal,
      before,
    );
    const found: Found[] = [];
    const failed: Settlement[] = [];
    let read = 0;
    for (const [index, entry] of entries.entries()) {
      const ordinal = first + index;
      const lookup = 'problem' in entry ? undefined : lookups[read++];
      if ('problem' in entry || lookup?.kind !== 'image') {
        failed.push(failure(this.#type.type, entry, lookup, ordinal));
        continue;
      }
      if (lookup.notice !== undefined && !lookup.known)
        scope.dependencies.log('warning', id, `${entry.key}: ${lookup.notice}`);
      found.push({ entry, lookup, ordinal });
    }
    return { found, failed, first, end: first + entries.length, name };
  }
}

/** What the source's own function lists, with the context that it may use. */
export function listSource(stage: Stage, type: NodeTypeOf<'source'>): AsyncIterable<Entry> {
  return type.run(stage.planned.params, {
    signal: stage.scope.control.signal,
    files: stage.scope.dependencies.files,
    log: (level, message) => stage.scope.dependencies.log(level, stage.id, message),
  });
}

/** A failed file has no image: its facet is all zeros with an empty hash, its place is what a reader needs. */
const NO_IMAGE = { hash: '' as ImageHash, width: 0, height: 0, format: '', bytes: 0, frames: 0 } as const;

function failure(
  sourceType: string,
  entry: Entry,
  lookup: ImageLookup | undefined,
  ordinal: number,
): Settlement {
  const error = 'problem' in entry ? entry.problem : lookup?.kind === 'problem' ? lookup.error : undefined;
  const path = 'file' in entry ? entry.file.path : entry.key;
  const id = sampleIdOf(sourceType, '', entry.key);
  const facets = {
    image: NO_IMAGE,
    location: locationOf('', path),
    existing: ('existing' in entry && entry.existing) || [],
    evidence: {},
    metadata: ('metadata' in entry && entry.metadata) || {},
  };
  return {
    sample: { id, root: id, ordinal, facets },
    outcome: 'failed',
    reused: false,
    error: error ?? { code: 'UNEXPECTED', message: 'The file was not looked up.', attempts: 1 },
  };
}

function facetsOf(entry: SourceRecord, lookup: Found['lookup']) {
  return { image: lookup.image, existing: entry.existing ?? [], metadata: entry.metadata ?? {} };
}

function sampleOf(sourceType: string, { entry, lookup, ordinal }: Found): Sample {
  const id = sampleIdOf(sourceType, lookup.root, entry.key);
  const evidence: JsonObject = Object.keys(lookup.exif).length > 0 ? { exif: lookup.exif } : {};
  const location = locationOf(lookup.root, entry.file.path);
  return { id, root: id, ordinal, facets: { ...facetsOf(entry, lookup), location, evidence } };
}

function nothingFound(stage: Stage): UserError {
  return new UserError('FOLDER_EMPTY', `"${stage.title}" found no images.`, {
    remedy: 'Choose a folder or file with images, and check the patterns that include and exclude.',
    fix: 'choose-folder',
  });
}
