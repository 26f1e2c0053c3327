import { setImmediate as turn } from 'node:timers/promises';
import DatabaseFile, { type Database } from 'better-sqlite3';
import type { OutcomeMove, SampleOutcome } from '../../core/contract/run-history.ts';
import { type CaptionId, isImageHash, type RunId } from '../../core/ids.ts';
import type { ProjectStore } from '../store/project-store.ts';

type Side = 'before' | 'after';
const SIDES = ['before', 'after'] as const;

/** Numbers under which outcomes stand in the working table; kept first, so that it wins. */
export const OUTCOMES: readonly SampleOutcome[] = ['kept', 'rejected', 'failed', 'none'];
const NONE = OUTCOMES.indexOf('none');

/** Records taken between two turns of others. */
const STRETCH = 500;
/** Samples paired between two turns of others. */
const PAIRED_AT_ONCE = 5000;

/*
 * Runs keep no row for a sample that got through [RUN10]. What a run kept is told by the records of its datasets, what it did not keep by its
 * exceptions; both sides go into a working table that is joined by where a picture lies. A picture that has several captions in a dataset has
 * several rows, numbered as they come. A picture of which anything was kept counts as kept.
 */
const SCHEMA = `
create table samples (
  side integer not null, place text not null, number integer not null, outcome integer not null, position integer not null,
  node text, reason text, image text, caption integer, text text, model text,
  primary key (side, place, number)
) strict, without rowid`;

/** Samples that differ, with what either side made of them; made from the other table once, for all pages. */
const PAIRS_SCHEMA = `
create table pairs (
  place text not null, number integer not null, before integer not null, after integer not null, image text,
  beforeNode text, beforeReason text, beforeCaption integer, beforeText text, beforeModel text,
  afterNode text, afterReason text, afterCaption integer, afterText text, afterModel text,
  primary key (place, number)
) strict, without rowid`;

/** A comparison of two runs' samples that pages are read from. */
export interface SampleIndex {
  readonly database: Database;
  readonly moves: readonly OutcomeMove[];
  readonly same: number;
  readonly limits: readonly string[];
}

/** Reads both runs' samples and pairs them. */
export async function buildSampleIndex(
  store: ProjectStore,
  before: RunId,
  after: RunId,
): Promise<SampleIndex> {
  // A temporary file of SQLite's own, gone with the connection: a million samples need not fit into memory.
  const database = new DatabaseFile('');
  try {
    return await fillIndex(store, database, before, after);
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

async function fillIndex(
  store: ProjectStore,
  database: Database,
  before: RunId,
  after: RunId,
): Promise<SampleIndex> {
  database.pragma('journal_mode = off');
  database.pragma('synchronous = off');
  database.exec(SCHEMA);
  const wordsOf = (caption: unknown, text: unknown) =>
    typeof caption === 'number' ? store.captions.exact(caption as CaptionId)?.text : text;
  // Captions are never changed, so that one and the same has one and the same text, which need not be read.
  database.function('same_text', (one: unknown, oneText: unknown, other: unknown, otherText: unknown) =>
    Number((one !== null && one === other) || wordsOf(one, oneText) === wordsOf(other, otherText)),
  );
  database.exec('begin');
  const limits: string[] = [];
  const complete: Record<Side, boolean> = { before: true, after: true };
  for (const [side, run] of [
    ['before', before],
    ['after', after],
  ] as const) {
    const kept = await addKept(store, database, side, run);
    await addExceptions(store, database, side, run);
    complete[side] = kept;
    if (!kept)
      limits.push(
        `Run ${run} made no dataset that is still there, so only what it rejected or failed can be compared.`,
      );
    if (!store.runFacts.hasSamples(run))
      limits.push(
        `Single samples of run ${run} are no longer kept; what it rejected or failed stands as not there. The last ten runs and pinned ones keep theirs.`,
      );
  }
  const inBoth = await addPairs(database, complete);
  const moves = database
    .prepare<[], { before: number; after: number; count: number }>(
      'select before, after, count(*) as count from pairs group by before, after order by count desc, before, after',
    )
    .all();
  const movedInBoth = moves
    .filter(({ before, after }) => before !== NONE && after !== NONE)
    .reduce((sum, { count }) => sum + count, 0);
  database.exec(
    'drop table samples; create index pairs_move on pairs (before, after, place, number); commit',
  );
  return {
    database,
    moves: moves.map(({ before, after, count }) => ({
      before: outcomeOf(before),
      after: outcomeOf(after),
      count,
    })),
    same: inBoth - movedInBoth,
    limits,
  };
}

/** What the run's datasets hold; false where it made none. */
async function addKept(store: ProjectStore, database: Database, side: Side, run: RunId): Promise<boolean> {
  const insert = database.prepare<unknown[]>(`
    insert into samples (side, place, number, outcome, position, image, caption, text, model)
    select :side, :place, (select count(*) from samples where side = :side and place = :place), 0, 0,
      :image, :caption, :text, :model
    where :caption is null or not exists (select 1 from samples where side = :side and place = :place and caption = :caption)`);
  let found = false;
  for (const { kind, digest, count } of store.runFacts.facts(run)?.artifacts ?? []) {
    const id = kind === 'dataset' ? store.runUsage.artifactOf(digest, count) : undefined;
    if (id === undefined) continue;
    found = true;
    for (let offset = 0; offset < count; offset += STRETCH) {
      for (const { record, root, path, hash, caption, reply, model } of store.artifacts.places(
        id,
        offset,
        STRETCH,
      ))
        insert.run({
          side: SIDES.indexOf(side),
          place: root === null || path === null ? record : placeOf(root, path),
          image: hash,
          caption,
          text: reply,
          model,
        });
      await turn();
    }
  }
  return found;
}

/** Where a picture's samples ended that did not get through: the last node that said so. */
async function addExceptions(store: ProjectStore, database: Database, side: Side, run: RunId): Promise<void> {
  const put = database.prepare<unknown[]>(`
    insert into samples (side, place, number, outcome, position, node, reason, image, caption)
    values (:side, :place, 0, :outcome, :position, :node, :reason, :image, :caption)
    on conflict do update set outcome = excluded.outcome, position = excluded.position, node = excluded.node,
      reason = excluded.reason, caption = excluded.caption
    where outcome <> 0 and excluded.position >= position`);
  const positions = new Map(store.runs.progress(run)?.nodes.map(({ id }, position) => [id, position]));
  for (const page of store.runUsage.exceptionPages(run)) {
    for (const { node, outcome, sample, reason, error } of page) {
      const { location, image, caption } = sample.facets;
      put.run({
        side: SIDES.indexOf(side),
        place: placeOf(location.root, location.path),
        outcome: OUTCOMES.indexOf(outcome),
        position: positions.get(node) ?? 0,
        node,
        reason: reason ?? error?.message ?? null,
        image: isImageHash(image.hash) ? image.hash : null,
        caption: caption?.id ?? null,
      });
    }
    await turn();
  }
}

const SAME_SAMPLE = 'b.side = 1 and b.place = a.place and b.number = a.number';

/**
 * Puts what differs into its table, and gives how many samples are in both runs. Where a run's kept samples are not known, a sample that it has no row for may have been kept: it is left
 * out.
 */
async function addPairs(database: Database, complete: Readonly<Record<Side, boolean>>): Promise<number> {
  database.exec(PAIRS_SCHEMA);
  const pair = database.prepare<[Range]>(`insert into pairs
    select a.place, a.number, a.outcome, coalesce(b.outcome, ${NONE}), coalesce(b.image, a.image),
      a.node, a.reason, a.caption, a.text, a.model, b.node, b.reason, b.caption, b.text, b.model
    from samples a ${complete.after ? 'left ' : ''}join samples b on ${SAME_SAMPLE}
    where a.side = 0 and ${inRange('a')} and (b.outcome is null or a.outcome <> b.outcome
      or case when a.outcome = 0 then not same_text(a.caption, a.text, b.caption, b.text) else a.node is not b.node end)`);
  const countBoth = database
    .prepare<[Range], number>(
      `select count(*) from samples a join samples b on ${SAME_SAMPLE} where a.side = 0 and ${inRange('a')}`,
    )
    .pluck();
  let inBoth = 0;
  await inStretches(database, 0, (range) => {
    pair.run(range);
    inBoth += countBoth.get(range) ?? 0;
  });
  if (!complete.before) return inBoth;
  const addNew = database.prepare<[Range]>(`insert into pairs
    select b.place, b.number, ${NONE}, b.outcome, b.image, null, null, null, null, null,
      b.node, b.reason, b.caption, b.text, b.model
    from samples b where b.side = 1 and ${inRange('b')}
      and not exists (select 1 from samples a where a.side = 0 and a.place = b.place and a.number = b.number)`);
  await inStretches(database, 1, (range) => void addNew.run(range));
  return inBoth;
}

interface Place {
  readonly place: string;
  readonly number: number;
}

/** Samples after one place, up to another. */
interface Range extends Place {
  readonly lastPlace: string;
  readonly lastNumber: number;
}

function inRange(table: string): string {
  const key = `(${table}.place, ${table}.number)`;
  return `${key} > (:place, :number) and ${key} <= (:lastPlace, :lastNumber)`;
}

/** Goes through one side's samples, some thousand at a time; others have their turn in between. */
async function inStretches(database: Database, side: number, work: (range: Range) => void): Promise<void> {
  const ahead = database.prepare<[Place & { side: number; skip: number }], Place>(`
    select place, number from samples where side = :side and (place, number) > (:place, :number)
    order by place, number limit 1 offset :skip`);
  const end = database
    .prepare<[number], Place>(
      'select place, number from samples where side = ? order by place desc, number desc limit 1',
    )
    .get(side);
  // No place is before the empty one.
  for (let from: Place = { place: '', number: -1 }; end !== undefined; ) {
    const to = ahead.get({ ...from, side, skip: PAIRED_AT_ONCE - 1 }) ?? end;
    work({ ...from, lastPlace: to.place, lastNumber: to.number });
    if (to.place === end.place && to.number === end.number) return;
    from = to;
    await turn();
  }
}

/** The outcome with this number. */
export const outcomeOf = (outcome: number): SampleOutcome => OUTCOMES[outcome] ?? 'none';

/** A root's name has no line break, so that what follows is the path. */
function placeOf(root: string, path: string): string {
  return `${root.replaceAll('\n', ' ')}\n${path}`;
}
