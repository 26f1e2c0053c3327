import type { Database } from 'better-sqlite3';
import type { CaptionHead, CaptionProvenance } from '../../core/contract/image.ts';
import { UserError } from '../../core/errors.ts';
import type { CaptionId, ImageHash, NodeId, RunId, SampleId } from '../../core/ids.ts';
import type { CaptionFacet } from '../../core/sample.ts';
import { ALL_EDITS, FINISH_REASONS, ORIGINS } from './caption-codes.ts';
import { captionProvenance } from './caption-provenance.ts';
import type { GroupCommit } from './group-commit.ts';
import type { ImageIds } from './image-ids.ts';
import type { Interned } from './interned-names.ts';
import { rowsById } from './rows-by-id.ts';
import type { CaptionToStore, ResultKey } from './run-store.ts';

/**
 * Captions are immutable rows. A chain is a caption with the edits that descend from it; its head is what goes downstream.
 * Every edit and every restoring raises the review sequence.
 */
export interface CaptionsTable {
  add(caption: CaptionToStore): CaptionId;
  /** Heads as of a review sequence, in the order asked. Throws NOT_FOUND for an id that is not there. */
  facets(ids: readonly CaptionId[], reviewSequence: number): CaptionFacet[];
  /** The caption that was brought in for an image under a key, as the head of its chain. */
  broughtIn(image: ImageHash, key: ResultKey, reviewSequence: number): CaptionFacet | undefined;
  /** The caption itself, whatever its chain's head is. */
  exact(id: CaptionId): CaptionFacet | undefined;
  /** What a chain began with, where the caption is a person's edit of it. */
  originalOf(id: CaptionId): string | undefined;
  /** Many at once; those that are not there are missing. */
  exactOf(ids: readonly number[]): ReadonlyMap<number, CaptionFacet>;
  /** Whether the id has been given out. */
  isStored(id: CaptionId): boolean;
  /** Number of the latest edit, 0 before the first. */
  reviewSequence(): number;
  /** Chains, which is the number of heads: what a reader would call the captions. */
  count(): number;

  /** Present heads of an image, the newest chain first. */
  heads(image: ImageHash): readonly CaptionHead[];
  /** The same with everything that is known of where they came from. */
  provenance(image: ImageHash): readonly CaptionProvenance[];
  imageOf(id: CaptionId): ImageHash | undefined;

  /** A person's edit: a child of `id` that becomes the chain's head. On disk when this returns. Throws NOT_FOUND, USAGE (empty). */
  edit(id: CaptionId, text: string): CaptionHead;
  /** Makes an earlier text of a chain its head again. On disk when this returns. */
  restore(id: CaptionId): CaptionHead;
  /** Raises the variation number of the captions' samples at their nodes [RUN3]; gives how many. Captions that came with the images stay. */
  captionAgain(ids: readonly CaptionId[]): number;
  variations(node: NodeId, samples: readonly SampleId[]): ReadonlyMap<SampleId, number>;
}

const EDIT = ORIGINS.indexOf('edit');

/** Author of what was typed here. */
const PERSON = 'Person';

interface CaptionRow {
  readonly id: CaptionId;
  readonly chain: CaptionId;
  readonly text: string;
  readonly finish: number;
  readonly author: number;
}

interface ChainCount {
  readonly count: number;
  readonly last: number | null;
}

export function captionsTable(
  database: Database,
  commits: GroupCommit,
  interned: Interned,
  images: ImageIds,
  now: () => number,
): CaptionsTable {
  const insert = database.prepare<unknown[]>(`insert into captions (
      id, chain, parent, image, origin, text, finish, author, node, run, sample, prompt, key, seed,
      prompt_tokens, completion_tokens, reasoning_tokens, cost, latency, attempts, at)
    values (?, ?, null, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const insertEdit = database.prepare<unknown[]>(`insert into captions (
      id, chain, parent, image, origin, text, finish, author, node, sample, at)
    select ?, chain, id, image, ${EDIT}, ?, 0, ?, node, sample, ? from captions where id = ?`);
  const addToEdits = database.prepare<[number, number, number]>(
    'insert into edits (chain, caption, at) values (?, ?, ?)',
  );
  const getCaption = database.prepare<[number], CaptionRow>(
    'select id, chain, text, finish, author from captions where id = ?',
  );
  const byKey = database.prepare<[number, Buffer], CaptionRow>(
    'select id, chain, text, finish, author from captions where image = ? and parent is null and key = ?',
  );
  const readRows = rowsById<CaptionRow>(database, 'captions', 'id, chain, text, finish, author');
  const headAsOf = database
    .prepare<[number, number], CaptionId>(
      'select caption from edits where chain = ? and sequence <= ? order by sequence desc limit 1',
    )
    .pluck();
  const lastSequence = database.prepare<[], { last: number }>(
    'select coalesce(max(sequence), 0) as last from edits',
  );
  const countChains = database.prepare<[], ChainCount>(
    'select count(*) as count, max(id) as last from captions where parent is null',
  );
  const countNewer = database.prepare<[number], ChainCount>(
    'select count(*) as count, max(id) as last from captions not indexed where id > ? and parent is null',
  );
  const raise = database.prepare<[number]>(`
    insert into variations (node, sample, number)
    select r.node, r.sample, 1 from captions c join captions r on r.id = c.chain
    where c.id = ? and r.origin = 0 and r.node is not null and r.sample is not null
    on conflict do update set number = number + 1`);
  const findVariation = database.prepare<[number, Buffer], { number: number }>(
    'select number from variations where node = ? and sample = ?',
  );
  const anyVariation = database.prepare<[number], { found: number }>(
    'select 1 as found from variations where node = ? limit 1',
  );
  const countMade = database.prepare<[number, number]>(
    'update runs set captions = captions + ? where id = ?',
  );
  const lastId = database.prepare<[], { last: number }>('select coalesce(max(id), 0) as last from captions');

  // Ids are given in memory, and stay given when their rows were lost with a group: none is ever used for two captions.
  let last = lastId.get()?.last ?? 0;
  // A run's number of captions is written with the very group that its captions are in.
  const made = new Map<RunId, number>();
  commits.onRollback(() => made.clear());
  commits.onCommit(() => {
    for (const [run, count] of made) countMade.run(count, run);
    made.clear();
  });
  // Asked for every second of a run: counted once, and from the latest caption on after that.
  let counted: ChainCount | undefined;
  commits.onRollback(() => {
    counted = undefined;
  });
  function count(): number {
    const newer = counted === undefined ? countChains.get() : countNewer.get(counted.last ?? 0);
    counted = {
      count: (counted?.count ?? 0) + (newer?.count ?? 0),
      last: newer?.last ?? counted?.last ?? 0,
    };
    return counted.count;
  }
  // What was read together is soon asked for one by one; a caption never changes.
  let latelyRead: ReadonlyMap<number, CaptionFacet> = new Map();
  const nextId = () => {
    last += 1;
    return last as CaptionId;
  };

  function add(toStore: CaptionToStore): CaptionId {
    const { caption, sample, prompt, node, run, identity, key } = toStore;
    const { usage } = caption;
    // Given once: a group that is done again must not give another.
    const id = nextId();
    return commits.write(() => {
      insert.run(
        id,
        id,
        images.ensure(sample.facets.image),
        ORIGINS.indexOf(caption.origin),
        caption.text,
        FINISH_REASONS.indexOf(caption.finishReason),
        interned.author(caption.model, identity, caption.sampling),
        interned.node(node),
        run ?? null,
        Buffer.from(sample.id, 'hex'),
        prompt === undefined ? null : interned.prompt(prompt),
        key === undefined ? null : Buffer.from(key, 'hex'),
        caption.seed ?? null,
        usage?.promptTokens ?? null,
        usage?.completionTokens ?? null,
        usage?.reasoningTokens ?? null,
        caption.costUsd ?? null,
        caption.latencyMs ?? null,
        caption.attempts ?? null,
        now(),
      );
      if (run !== undefined) made.set(run, (made.get(run) ?? 0) + 1);
      return id;
    });
  }

  const reviewSequence = () => lastSequence.get()?.last ?? 0;

  function rowOf(id: CaptionId): CaptionRow {
    const row = getCaption.get(id);
    if (row === undefined) throw unknownCaption(id);
    return row;
  }

  /** Nearly all chains have one caption: its row is read once, and the edits are asked only when there are any. */
  function headRow(id: CaptionId, sequence: number, anyEdits: boolean): CaptionRow {
    const row = rowOf(id);
    const head = (anyEdits ? headAsOf.get(row.chain, sequence) : undefined) ?? row.chain;
    return head === row.id ? row : rowOf(head);
  }

  function toFacet({ id, text, finish, author }: CaptionRow): CaptionFacet {
    return {
      id,
      text,
      model: interned.authorTitle(author),
      finishReason: FINISH_REASONS[finish] ?? 'other',
    };
  }

  function facets(ids: readonly CaptionId[], sequence: number): CaptionFacet[] {
    const anyEdits = sequence > 0 && reviewSequence() > 0;
    return ids.map((id) => toFacet(headRow(id, sequence, anyEdits)));
  }

  /** The index by image serves: an image has few captions, and one more index of random keys would cost more than it saves. */
  function broughtIn(image: ImageHash, key: ResultKey, sequence: number): CaptionFacet | undefined {
    const number = images.find(image);
    const row = number === undefined ? undefined : byKey.get(number, Buffer.from(key, 'hex'));
    if (row === undefined) return undefined;
    return sequence > 0 ? facets([row.id], sequence)[0] : toFacet(row);
  }

  function edit(id: CaptionId, text: string): CaptionHead {
    if (text.trim() === '')
      throw new UserError('USAGE', 'A caption cannot be empty.', { remedy: 'Write something, or leave it.' });
    const { chain } = rowOf(id);
    if (headRow(id, ALL_EDITS, true).text !== text)
      commits.act(() => {
        const child = nextId();
        insertEdit.run(child, text, interned.author(PERSON, '{}', undefined), now(), id);
        addToEdits.run(chain, child, now());
      });
    return provenance.headOf(id);
  }

  function restore(id: CaptionId): CaptionHead {
    const { chain } = rowOf(id);
    if (headRow(id, ALL_EDITS, true).id !== id) commits.act(() => addToEdits.run(chain, id, now()));
    return provenance.headOf(id);
  }

  function variations(node: NodeId, samples: readonly SampleId[]): ReadonlyMap<SampleId, number> {
    const found = new Map<SampleId, number>();
    const number = interned.knownNode(node);
    if (anyVariation.get(number) === undefined) return found;
    for (const sample of samples) {
      const row = findVariation.get(number, Buffer.from(sample, 'hex'));
      if (row !== undefined) found.set(sample, row.number);
    }
    return found;
  }

  const provenance = captionProvenance(database, interned);
  return {
    add,
    facets,
    broughtIn,
    exact: (id) => {
      const row = latelyRead.has(id) ? undefined : getCaption.get(id);
      return latelyRead.get(id) ?? (row && toFacet(row));
    },
    originalOf: (id) => {
      const row = getCaption.get(id);
      return row === undefined || row.chain === row.id ? undefined : getCaption.get(row.chain)?.text;
    },
    exactOf: (ids) => {
      latelyRead = new Map([...readRows(ids)].map(([id, row]) => [id, toFacet(row)]));
      return latelyRead;
    },
    isStored: (id) => id <= last,
    reviewSequence,
    count,
    heads: provenance.heads,
    provenance: provenance.all,
    imageOf: provenance.imageOf,
    edit,
    restore,
    captionAgain: (ids) => commits.act(() => ids.reduce((marked, id) => marked + raise.run(id).changes, 0)),
    variations,
  };
}

function unknownCaption(id: number): UserError {
  return new UserError('NOT_FOUND', `There is no caption ${id}.`, {
    remedy: 'Reload; it may have been cleaned up.',
  });
}
