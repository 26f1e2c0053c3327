import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import DatabaseFile, { type Database } from 'better-sqlite3';
import type {
  ChangedSample,
  ChangedSamples,
  OutcomeMove,
  SampleOutcome,
  SampleSide,
} from '../../core/contract/run-history.ts';
import { type CaptionId, type ImageHash, isImageHash, type RunId } from '../../core/ids.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { noSuchRun } from './run-report.ts';

/** Which samples of a comparison are asked for. */
export interface SamplesQuery {
  readonly before: RunId;
  readonly after: RunId;
  readonly move?: { readonly before: SampleOutcome; readonly after: SampleOutcome };
  readonly offset: number;
  readonly limit: number;
}

type Side = 'before' | 'after';
const SIDES = ['before', 'after'] as const;

/** Numbers under which outcomes stand in the working table; kept first, so that it wins. */
const OUTCOMES: readonly SampleOutcome[] = ['kept', 'rejected', 'failed', 'none'];
const NONE = OUTCOMES.indexOf('none');

/** Records taken between two turns of others. */
const STRETCH = 500;

/*
 * Runs keep no row for a sample that got through [RUN10]. What a run kept is told by the records of its datasets, what it did not keep by its
 * exceptions; both sides go into a working table that is joined by where a picture lies. A picture that has several captions in a dataset has
 * several rows, numbered as they come. A picture of which anything was kept counts as kept.
 */
const SCHEMA = `
create table samples (
  side integer not null, place text not null, number integer not null, outcome integer not null, position integer not null,
  node text, reason text, image text, caption integer, digest blob, text text, model text,
  primary key (side, place, number)
) strict, without rowid`;

/** A comparison of two runs' samples that pages are read from. */
interface SampleIndex {
  readonly database: Database;
  readonly limits: readonly string[];
}

/** The latest comparison of each open project: its pages are asked for one after the other. */
const latest = new WeakMap<ProjectStore, { readonly name: string; readonly index: Promise<SampleIndex> }>();

/** A page of the samples that two runs treated differently. Throws NOT_FOUND. */
export async function changedSamples(store: ProjectStore, query: SamplesQuery): Promise<ChangedSamples> {
  const { before, after } = query;
  const ends = [before, after].map((run) => {
    const progress = store.runs.progress(run);
    if (progress === undefined) throw noSuchRun(run);
    // A run that has ended does not change, but samples of older ones are dropped when another begins.
    return `${run} ${progress.endedAt ?? Date.now()} ${store.runFacts.hasSamples(run)}`;
  });
  const name = ends.join(' ');
  const known = latest.get(store);
  const index = known?.name === name ? known.index : buildIndex(store, before, after);
  latest.set(store, { name, index });
  return readPage(store, await index, query);
}

async function buildIndex(store: ProjectStore, before: RunId, after: RunId): Promise<SampleIndex> {
  // A temporary file of SQLite's own, gone with the connection: a million samples need not fit into memory.
  const database = new DatabaseFile('');
  database.pragma('journal_mode = off');
  database.pragma('synchronous = off');
  database.exec(SCHEMA);
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
  keepComparable(database, complete);
  database.exec('commit');
  return { database, limits };
}

/** What the run's datasets hold; false where it made none. */
async function addKept(store: ProjectStore, database: Database, side: Side, run: RunId): Promise<boolean> {
  const insert = database.prepare<unknown[]>(`
    insert into samples (side, place, number, outcome, position, image, caption, digest, text, model)
    select :side, :place, (select count(*) from samples where side = :side and place = :place), 0, 0,
      :image, :caption, :digest, :text, :model
    where :caption is null or not exists (select 1 from samples where side = :side and place = :place and caption = :caption)`);
  let found = false;
  for (const { kind, digest, count } of store.runFacts.facts(run)?.artifacts ?? []) {
    const id = kind === 'dataset' ? store.runUsage.artifactOf(digest, count) : undefined;
    if (id === undefined) continue;
    found = true;
    for (let offset = 0; offset < count; offset += STRETCH) {
      for (const record of store.artifacts.page(id, offset, STRETCH)) {
        const [image] = record.images;
        const reply = record.conversations.findLast(({ from }) => from === 'gpt')?.value ?? '';
        insert.run({
          side: SIDES.indexOf(side),
          place: image === undefined ? record.id : placeOf(image.root, image.path),
          image: image?.hash ?? null,
          caption: record.caption ?? null,
          digest: createHash('sha256').update(reply).digest().subarray(0, 16),
          text: record.caption === undefined ? reply : null,
          model: record.model ?? null,
        });
      }
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

/** Where a run's kept samples are not known, a sample that it has no row for may have been kept: it is left out. */
function keepComparable(database: Database, complete: Readonly<Record<Side, boolean>>): void {
  for (const [index, side] of SIDES.entries()) {
    if (complete[side]) continue;
    database
      .prepare<[number, number]>(`delete from samples where side = ? and not exists (
        select 1 from samples other where other.side = ? and other.place = samples.place and other.number = samples.number)`)
      .run(1 - index, index);
  }
}

/** Both sides of every sample. */
const PAIRS = `
select coalesce(a.place, b.place) as place, coalesce(a.number, b.number) as number,
  coalesce(a.outcome, ${NONE}) as before, coalesce(b.outcome, ${NONE}) as after, coalesce(b.image, a.image) as image,
  a.node as beforeNode, a.reason as beforeReason, a.caption as beforeCaption, a.text as beforeText, a.model as beforeModel,
  b.node as afterNode, b.reason as afterReason, b.caption as afterCaption, b.text as afterText, b.model as afterModel,
  case when a.outcome is null or b.outcome is null or a.outcome <> b.outcome then 1
    when a.outcome = 0 then a.digest is not b.digest else a.node is not b.node end as moved
from (select * from samples where side = 0) a full join (select * from samples where side = 1) b
  on b.place = a.place and b.number = a.number`;

interface PairRow {
  readonly place: string;
  readonly before: number;
  readonly after: number;
  readonly image: string | null;
  readonly beforeNode: string | null;
  readonly beforeReason: string | null;
  readonly beforeCaption: number | null;
  readonly beforeText: string | null;
  readonly beforeModel: string | null;
  readonly afterNode: string | null;
  readonly afterReason: string | null;
  readonly afterCaption: number | null;
  readonly afterText: string | null;
  readonly afterModel: string | null;
}

function readPage(
  store: ProjectStore,
  { database, limits }: SampleIndex,
  query: SamplesQuery,
): ChangedSamples {
  const { move, offset, limit } = query;
  const counts = database
    .prepare<[], { before: number; after: number; moved: number; count: number }>(
      `select before, after, moved, count(*) as count from (${PAIRS}) group by before, after, moved order by count desc, before, after`,
    )
    .all();
  const rows = database
    .prepare<[{ before: number | null; after: number | null; limit: number; offset: number }], PairRow>(
      `select * from (${PAIRS}) where moved = 1 and (:before is null or before = :before) and (:after is null or after = :after)
       order by place, number limit :limit offset :offset`,
    )
    .all({
      before: move === undefined ? null : OUTCOMES.indexOf(move.before),
      after: move === undefined ? null : OUTCOMES.indexOf(move.after),
      limit,
      offset,
    });
  return {
    moves: counts
      .filter(({ moved }) => moved === 1)
      .map(({ before, after, count }): OutcomeMove => ({ before: name(before), after: name(after), count })),
    same: counts.filter(({ moved }) => moved === 0).reduce((sum, { count }) => sum + count, 0),
    limits,
    samples: rows.map((row) => toSample(store, row)),
  };
}

function toSample(store: ProjectStore, row: PairRow): ChangedSample {
  const side = (
    outcome: number,
    node: string | null,
    reason: string | null,
    caption: number | null,
    text: string | null,
    model: string | null,
  ): SampleSide => {
    const stored = caption === null ? undefined : store.captions.exact(caption as CaptionId);
    const words = stored?.text ?? text;
    const author = stored?.model ?? model;
    return {
      outcome: name(outcome),
      ...(node !== null && { node }),
      ...(reason !== null && { reason }),
      ...(words !== null && { caption: words }),
      ...(author !== null && { model: author }),
    };
  };
  return {
    path: row.place.slice(row.place.indexOf('\n') + 1),
    ...(row.image !== null && { image: row.image as ImageHash }),
    before: side(
      row.before,
      row.beforeNode,
      row.beforeReason,
      row.beforeCaption,
      row.beforeText,
      row.beforeModel,
    ),
    after: side(row.after, row.afterNode, row.afterReason, row.afterCaption, row.afterText, row.afterModel),
  };
}

const name = (outcome: number): SampleOutcome => OUTCOMES[outcome] ?? 'none';

/** A root's name has no line break, so that what follows is the path. */
function placeOf(root: string, path: string): string {
  return `${root.replaceAll('\n', ' ')}\n${path}`;
}
