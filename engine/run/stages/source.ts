import type { NodeTypeOf } from '../../../core/define-node.ts';
import { type ErrorRecord, UserError } from '../../../core/errors.ts';
import type { ImageHash, SampleId } from '../../../core/ids.ts';
import type { SourceRecord } from '../../../core/node-context.ts';
import { ORDINALS_PER_SOURCE, type Sample } from '../../../core/sample.ts';
import type { ImageLookup } from '../../images/image-service.ts';
import { sampleIdOf } from '../key.ts';
import type { Settlement, Stage } from '../stage.ts';

type Entry = SourceRecord | { readonly key: string; readonly problem: ErrorRecord };

/** Small at first, so that the first caption comes early; then large, so that look-ups are few. */
const FIRST_CHUNK = 8;
const CHUNK = 128;
/** Chunks whose files are being read while the one before is still on its way. */
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
  stage.sourceLow = first;
  stage.meter.setState('running');
  const reader = new ChunkReader(stage, type, selection, first);
  try {
    let chunk: Entry[] = [];
    for await (const entry of listSource(stage, type)) {
      if (selection.keys && !selection.keys.has(entry.key)) continue;
      chunk.push(entry);
      if (chunk.length < (reader.next === first ? FIRST_CHUNK : CHUNK)) continue;
      await stage.scope.control.gate();
      await reader.read(chunk);
      chunk = [];
    }
    if (chunk.length > 0) await reader.read(chunk);
    await reader.sendAll();
  } finally {
    await reader.ended();
  }
  if (reader.next === first && selection.keys === undefined) throw nothingFound(stage);
}

/** Looks files up chunk by chunk, some chunks ahead of what is sent on. */
class ChunkReader {
  readonly #stage: Stage;
  readonly #type: NodeTypeOf<'source'>;
  readonly #selection: Selection;
  readonly #reading: Promise<readonly Settlement[]>[] = [];
  /** Ordinal of the next entry. */
  next: number;

  constructor(stage: Stage, type: NodeTypeOf<'source'>, selection: Selection, first: number) {
    this.#stage = stage;
    this.#type = type;
    this.#selection = selection;
    this.next = first;
  }

  async read(entries: readonly Entry[]): Promise<void> {
    this.#stage.meter.arrived(entries.length);
    const reading = this.#identify(entries, this.next);
    // Awaited in order by `#sendOldest`; without this an early failure of a later chunk would count as unhandled.
    reading.catch(() => undefined);
    this.#reading.push(reading);
    this.next += entries.length;
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
    const settlements = (await this.#reading[0]) ?? [];
    this.#reading.shift();
    await this.#stage.settle(settlements);
    const last = settlements.at(-1);
    if (last) this.#stage.sourceLow = last.sample.ordinal + 1;
  }

  async #identify(entries: readonly Entry[], first: number): Promise<readonly Settlement[]> {
    const { scope, meter } = this.#stage;
    const records = entries.filter((entry): entry is SourceRecord => !('problem' in entry));
    const lookups = await scope.dependencies.images.identify(
      records.map((record) => record.file),
      scope.control.signal,
    );
    const found = new Map(records.map((record, index) => [record, lookups[index] as ImageLookup]));
    const settlements = entries.map((entry, index) =>
      settlementOf(this.#stage, this.#type.type, entry, found, first + index),
    );
    const { samples } = this.#selection;
    if (!samples) return settlements;
    // Samples outside the selection leave no trace: they are neither kept nor rejected.
    const chosen = settlements.filter(({ sample }) => samples.has(sample.id));
    meter.arrived(chosen.length - settlements.length);
    return chosen;
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

function settlementOf(
  stage: Stage,
  sourceType: string,
  entry: Entry,
  found: ReadonlyMap<SourceRecord, ImageLookup>,
  ordinal: number,
): Settlement {
  const lookup = 'problem' in entry ? undefined : found.get(entry);
  if ('problem' in entry || lookup === undefined || lookup.kind === 'problem') {
    const error = 'problem' in entry ? entry.problem : lookup?.kind === 'problem' ? lookup.error : undefined;
    const sample = sampleOf(sourceType, entry, undefined, ordinal);
    return {
      sample,
      outcome: 'failed',
      reused: false,
      error: error ?? { code: 'UNEXPECTED', message: 'The file was not looked up.', attempts: 1 },
    };
  }
  if (lookup.notice !== undefined && !lookup.known)
    stage.scope.dependencies.log('warning', stage.id, `${entry.key}: ${lookup.notice}`);
  const sample = sampleOf(sourceType, entry, lookup, ordinal);
  return { sample, outcome: 'kept', out: [sample], reused: lookup.known };
}

/** A failed file has no image: its facet is all zeros with an empty hash, its place is what a reader needs. */
const NO_IMAGE = { hash: '' as ImageHash, width: 0, height: 0, format: '', bytes: 0, frames: 0 } as const;

function sampleOf(
  sourceType: string,
  entry: Entry,
  lookup: Extract<ImageLookup, { kind: 'image' }> | undefined,
  ordinal: number,
): Sample {
  const path = 'file' in entry ? entry.file.path : entry.key;
  const root = lookup?.root ?? '';
  const id = sampleIdOf(sourceType, root, entry.key);
  const slash = path.lastIndexOf('/');
  return {
    id,
    root: id,
    ordinal,
    facets: {
      image: lookup?.image ?? NO_IMAGE,
      location: { root, path, folder: slash < 0 ? '' : path.slice(0, slash), name: path.slice(slash + 1) },
      existing: ('existing' in entry && entry.existing) || [],
      evidence: lookup && Object.keys(lookup.exif).length > 0 ? { exif: lookup.exif } : {},
      metadata: ('metadata' in entry && entry.metadata) || {},
    },
  };
}

function nothingFound(stage: Stage): UserError {
  return new UserError('FOLDER_EMPTY', `"${stage.title}" found no images.`, {
    remedy: 'Choose a folder or file with images, and check the patterns that include and exclude.',
    fix: 'choose-folder',
  });
}
