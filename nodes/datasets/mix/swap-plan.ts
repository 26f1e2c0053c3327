import type { DatasetRecord } from '../../../core/artifact.ts';
import { type CompactSet, createCompactIndex, createCompactSet } from '../../compact-set.ts';
import { createFirstByName } from './first-by-name.ts';

/** By what a record and the caption that takes its place belong together. */
export type Match = 'image' | 'id' | 'name';

/** Of records to be swapped: which caption's record, by its place among the captions, takes the place of which record. */
export interface SwapPlan {
  /** Asked of each record of the mix, in order, by its place among them. */
  readonly captionFor: (record: DatasetRecord, position: number) => number | undefined;
  /** Records whose place is taken. */
  readonly swapped: number;
  /** Records that could be swapped and have no caption. */
  readonly without: number;
  /** Captions that nothing was found for. */
  readonly unused: number;
  /** Ids of some records without a caption. */
  readonly examples: readonly string[];
}

export interface SwapOptions {
  readonly match: Match;
  /** Only the first so many captions in the order of file names; 0 for all. */
  readonly limit: number;
  /** Shortest reply that is swapped, characters. */
  readonly shortest: number;
  /** Pictures that no training record may show. */
  readonly heldOut: CompactSet;
}

/** Examples that an audit shows. */
export const EXAMPLES = 8;

/**
 * One question, one reply, one picture: a description. Conversations about a picture are left alone, and so is what is held out: a swap may
 * neither lose questions nor change what a model is measured on.
 */
export function canBeSwapped(
  record: DatasetRecord,
  { shortest, heldOut }: Pick<SwapOptions, 'shortest' | 'heldOut'>,
): boolean {
  const turns = record.conversations.filter(({ from }) => from !== 'system');
  const [asked, replied] = turns;
  return (
    record.split !== 'held-out' &&
    record.images.length === 1 &&
    record.images.every(({ hash }) => !heldOut.has(hash)) &&
    turns.length === 2 &&
    asked?.from === 'human' &&
    replied?.from === 'gpt' &&
    replied.value.length >= shortest
  );
}

/** Walks over both datasets and decides; keeps some 20 bytes a record that belongs to another, and the names of at most `limit`. */
export async function planSwap(
  records: () => AsyncIterable<DatasetRecord>,
  captions: () => AsyncIterable<DatasetRecord>,
  options: SwapOptions,
): Promise<SwapPlan> {
  return options.match === 'name'
    ? byName(records, captions, options)
    : byKey(records, captions, options, options.match);
}

async function byKey(
  records: () => AsyncIterable<DatasetRecord>,
  captions: () => AsyncIterable<DatasetRecord>,
  options: SwapOptions,
  match: 'image' | 'id',
): Promise<SwapPlan> {
  const keyOf = (record: DatasetRecord) => (match === 'id' ? record.id : (record.images[0]?.hash ?? ''));
  const wanted = createCompactSet();
  for await (const record of records()) if (canBeSwapped(record, options)) wanted.add(keyOf(record));

  const chosen = createFirstByName(options.limit);
  const index = createCompactIndex();
  let usable = 0;
  let position = 0;
  for await (const caption of captions()) {
    if (isUsable(caption, options)) {
      usable += 1;
      const key = keyOf(caption);
      // The first caption of a picture stands for it, however many there are.
      if (wanted.has(key) && index.add(key, position)) chosen.offer(pathOf(caption), position);
    }
    position += 1;
  }
  const first = options.limit === 0 ? undefined : new Set(chosen.positions());
  const captionFor = (record: DatasetRecord) => {
    if (!canBeSwapped(record, options)) return undefined;
    const found = index.get(keyOf(record));
    return found === undefined || (first && !first.has(found)) ? undefined : found;
  };
  return {
    captionFor,
    ...(await count(records, captionFor, options)),
    unused: usable - (first?.size ?? index.size),
  };
}

/** The first captions by file name take the place of the first records by file name, whatever both show. */
async function byName(
  records: () => AsyncIterable<DatasetRecord>,
  captions: () => AsyncIterable<DatasetRecord>,
  options: SwapOptions,
): Promise<SwapPlan> {
  const { limit } = options;
  const [oldOnes, newOnes] = [createFirstByName(limit), createFirstByName(limit)];
  let usable = 0;
  let position = 0;
  for await (const caption of captions()) {
    if (isUsable(caption, options)) {
      usable += 1;
      newOnes.offer(pathOf(caption), position);
    }
    position += 1;
  }
  position = 0;
  for await (const record of records()) {
    if (canBeSwapped(record, options)) oldOnes.offer(pathOf(record), position);
    position += 1;
  }
  const replies = newOnes.positions();
  const pairs = new Map(
    oldOnes
      .positions()
      .slice(0, replies.length)
      .map((old, rank) => [old, replies[rank]]),
  );
  const captionFor = (_record: DatasetRecord, at: number) => pairs.get(at);
  return { captionFor, ...(await count(records, captionFor, options)), unused: usable - pairs.size };
}

async function count(
  records: () => AsyncIterable<DatasetRecord>,
  captionFor: SwapPlan['captionFor'],
  options: SwapOptions,
): Promise<Pick<SwapPlan, 'swapped' | 'without' | 'examples'>> {
  const examples: string[] = [];
  let [swapped, without, position] = [0, 0, 0];
  for await (const record of records()) {
    if (captionFor(record, position) !== undefined) swapped += 1;
    else if (canBeSwapped(record, options)) {
      without += 1;
      if (examples.length < EXAMPLES) examples.push(record.id);
    }
    position += 1;
  }
  return { swapped, without, examples };
}

/** A caption that a model is measured on must not become one that it learns from. */
function isUsable(caption: DatasetRecord, { heldOut }: SwapOptions): boolean {
  return canBeSwapped(caption, { shortest: 1, heldOut });
}

function pathOf({ images }: DatasetRecord): string {
  return images[0]?.path ?? '';
}
