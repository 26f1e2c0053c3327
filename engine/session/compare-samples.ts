import type {
  ChangedSample,
  ChangedSamples,
  SampleOutcome,
  SampleSide,
} from '../../core/contract/run-history.ts';
import type { CaptionId, ImageHash, RunId } from '../../core/ids.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { buildSampleIndex, OUTCOMES, outcomeOf, type SampleIndex } from './index-samples.ts';
import { noSuchRun } from './run-report.ts';

/** Which samples of a comparison are asked for. */
export interface SamplesQuery {
  readonly before: RunId;
  readonly after: RunId;
  readonly move?: { readonly before: SampleOutcome; readonly after: SampleOutcome };
  readonly offset: number;
  readonly limit: number;
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
  if (known?.name === name) return readPage(store, await known.index, query);
  // The file of a comparison that nobody asks for any more goes with it.
  const index = buildSampleIndex(store, before, after);
  latest.set(store, { name, index });
  try {
    return readPage(store, await index, query);
  } catch (thrown) {
    latest.delete(store);
    throw thrown;
  }
}

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

function readPage(store: ProjectStore, index: SampleIndex, query: SamplesQuery): ChangedSamples {
  const { move, offset, limit } = query;
  const { database, moves, same, limits } = index;
  const chosen = move === undefined ? '' : 'where before = :before and after = :after';
  const rows = database
    .prepare<[{ before: number; after: number; limit: number; offset: number }], PairRow>(
      `select * from pairs ${chosen} order by place, number limit :limit offset :offset`,
    )
    .all({
      before: OUTCOMES.indexOf(move?.before ?? 'none'),
      after: OUTCOMES.indexOf(move?.after ?? 'none'),
      limit,
      offset,
    });
  return { moves, same, limits, samples: rows.map((row) => toSample(store, row)) };
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
      outcome: outcomeOf(outcome),
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
