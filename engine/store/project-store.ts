import type { Database } from 'better-sqlite3';
import { type ArtifactsTable, artifactsTable } from './artifacts-table.ts';
import { type BudgetTable, budgetTable } from './budget-table.ts';
import { type CaptionCosts, captionCosts } from './caption-costs.ts';
import { type CaptionsTable, captionsTable } from './captions-table.ts';
import { type CarriedTable, carriedTable } from './carried-table.ts';
import { type CrashesTable, crashesTable } from './crashes-table.ts';
import { type ExportsTable, exportsTable } from './exports-table.ts';
import { filePlace } from './file-place.ts';
import { type FlowHistory, flowHistory } from './flow-history.ts';
import { type ForecastsTable, forecastsTable } from './forecasts-table.ts';
import { type GatheredTable, gatheredTable } from './gathered-table.ts';
import { type GroupCommit, groupCommit, noCommit } from './group-commit.ts';
import { imageIds } from './image-ids.ts';
import { type ImagesTable, imagesTable } from './images-table.ts';
import { internedNames } from './interned-names.ts';
import { type MembersTable, membersTable } from './members-table.ts';
import { type MetaTable, metaTable } from './meta-table.ts';
import { samplePacking } from './packed-sample.ts';
import type { ProjectLock } from './project-lock.ts';
import type { ProjectLog } from './project-log.ts';
import { type ProviderBatchesTable, providerBatchesTable } from './provider-batches-table.ts';
import { type ResultsTable, resultsTable } from './results-table.ts';
import { type RunFactsTable, runFactsTable } from './run-facts-table.ts';
import type { RunStart, RunStore } from './run-store.ts';
import { type RunUsage, runUsage } from './run-usage.ts';
import { type RunsTable, runsTable } from './runs-table.ts';
import { type SeenTable, seenTable } from './seen-table.ts';
import { type SkipsTable, skipsTable } from './skips-table.ts';
import { fromSqlite } from './sqlite-error.ts';

/** Why an open project may not be written: asked for, owned by another process, or the file does not allow it. */
export type ReadOnlyReason = 'asked' | 'locked' | 'file';

/** An open project: what runs need, and the tables by domain for everything else. Opened by `openProject`, made by `createProject` (open-project.ts). */
export interface ProjectStore extends RunStore {
  /** Absolute. */
  readonly path: string;
  readonly readOnly: boolean;
  readonly readOnlyReason: ReadOnlyReason | undefined;
  /** Something to be said about it: why it is read-only, or that it has no write-ahead log. */
  readonly notice: string | undefined;

  readonly flow: FlowHistory;
  readonly images: ImagesTable;
  readonly captions: CaptionsTable;
  readonly captionCosts: CaptionCosts;
  readonly runs: RunsTable;
  readonly runFacts: RunFactsTable;
  readonly runUsage: RunUsage;
  readonly artifacts: ArtifactsTable;
  readonly exports: ExportsTable;
  readonly budget: BudgetTable;
  readonly forecasts: ForecastsTable;
  readonly providerBatches: ProviderBatchesTable;
  readonly meta: MetaTable;
  readonly skips: SkipsTable;
  readonly carried: CarriedTable;

  /** Commits what is queued, folds the log into the file and lets go of it: one file remains. Rejects when that failed; the project is closed all the same. Idempotent. */
  close(): Promise<void>;
}

interface OpenedFile {
  readonly database: Database;
  readonly path: string;
  readonly now: () => number;
  /** Undefined for a store that may only be read. */
  readonly lock: ProjectLock | undefined;
  /** Undefined where SQLite waits for the disk itself. */
  readonly log?: ProjectLog | undefined;
  readonly notice: string | undefined;
  readonly readOnlyReason: ReadOnlyReason | undefined;
}

/** Puts the tables of an opened, checked and upgraded file together. */
export function projectStore(file: OpenedFile): ProjectStore {
  const { database, path, now, lock, log, notice, readOnlyReason } = file;
  const commits =
    lock === undefined
      ? noCommit(readOnlyReason === 'locked' ? 'PROJECT_LOCKED' : 'PROJECT_READ_ONLY', notice ?? '')
      : groupCommit(database, log);
  const interned = internedNames(database, commits);
  const ids = imageIds(database, commits);
  const captions = captionsTable(database, commits, interned, ids, now);
  const packing = samplePacking(interned, captions);
  const runs = runsTable(database, commits, interned, packing, now);
  const tables = {
    flow: flowHistory(database, commits, now),
    images: imagesTable(database, commits, ids, captions),
    captions,
    captionCosts: captionCosts(database),
    runs,
    runFacts: runFactsTable(database, commits, interned, runs),
    runUsage: runUsage(database, interned, packing),
    artifacts: artifactsTable({ database, commits, interned, captions, now }),
    exports: exportsTable(database, commits, now),
    budget: budgetTable(database, commits, interned, now),
    forecasts: forecastsTable(database, commits, interned),
    providerBatches: providerBatchesTable(database, commits, interned, now),
    meta: metaTable(database, commits),
    skips: skipsTable(database, commits, interned, now),
    carried: carriedTable(database, commits, interned),
  };
  const results = resultsTable(database, commits, interned);
  const seen = seenTable(database, commits);
  const gathered = gatheredTable(database, commits, interned, { images: ids, captions });
  const members = lock === undefined ? undefined : membersTable(path, packing, commits);

  const place = filePlace(path);
  let closed = false;
  async function close(): Promise<void> {
    // A second call must not remove the lock of whoever has opened the project since.
    if (closed) return;
    closed = true;
    try {
      if (commits.stalled() !== undefined) commits.retry();
      else commits.flush();
    } finally {
      // Who still waits for a group that is kept is told that it is lost.
      commits.abandon();
      try {
        members?.close();
        if (lock !== undefined) place.putBack(database);
        await commits.ended();
        await log?.fold.close();
        log?.sync.close();
        foldLog(database, lock);
      } finally {
        database.close();
        lock?.release();
      }
    }
  }

  return {
    path,
    readOnly: lock === undefined,
    readOnlyReason,
    notice,
    isInPlace: place.isThere,
    ...tables,
    ...runStore(
      commits,
      { ...tables, crashes: crashesTable(database, commits), seen, gathered },
      results,
      members,
    ),
    close,
  };
}

type Tables = Pick<
  ProjectStore,
  'flow' | 'images' | 'captions' | 'runs' | 'runFacts' | 'artifacts' | 'budget' | 'skips' | 'carried'
> & {
  readonly crashes: CrashesTable;
  readonly seen: SeenTable;
  readonly gathered: GatheredTable;
};

/** What the executor asks, answered by the tables. Members belong to the owner's runs: a reader has none. */
function runStore(
  commits: GroupCommit,
  {
    flow,
    captions,
    runs,
    runFacts,
    artifacts,
    budget,
    skips,
    carried,
    images,
    crashes,
    seen,
    gathered,
  }: Tables,
  results: ResultsTable,
  members: MembersTable | undefined,
): Omit<RunStore, 'isInPlace'> {
  function beginRun(options: Parameters<RunStore['beginRun']>[0]): RunStart {
    commits.recover();
    const repeated = options.reproduces && runs.reviewSequence(options.reproduces);
    const reviewSequence = repeated ?? captions.reviewSequence();
    const flowRevision = flow.revision();
    const id = runs.begin(options, flowRevision, reviewSequence);
    runFacts.dropOldSamples(id);
    return { id, flowRevision, flow: flow.flow(), reviewSequence };
  }

  return {
    beginRun,
    saveProgress: runs.saveProgress,
    endRun: runs.end,
    committed: commits.committed,
    onStall: commits.onStall,
    stalled: commits.stalled,
    retryCommit: commits.retry,
    abandonCommit: commits.abandon,
    findResults: results.find,
    saveResult: results.save,
    variations: captions.variations,
    addCaption: captions.add,
    captionFacets: captions.facets,
    noteModel: runFacts.noteModel,
    carriedCaptions: carried.at,
    imageOfCaption: captions.imageOf,
    dropCarried: carried.drop,
    skipped: skips.at,
    addCrash: crashes.add,
    forgetCrashes: crashes.forget,
    forgetFileProblems: images.forgetProblems,
    saveException: runs.saveException,
    savePeek: runs.savePeek,
    findBroughtIn: captions.broughtIn,
    seen,
    gathered,
    addMember: (run, node, input, sample, digest) => members?.add(run, node, input, sample, digest),
    memberCount: (run, node) => members?.count(run, node) ?? 0,
    members: (run, node, from) => members?.members(run, node, from) ?? [],
    memberDigests: (run, node) => members?.digests(run, node) ?? [],
    membersOfRoot: (run, node, root) => members?.ofRoot(run, node, root) ?? [],
    dropMembers: (run) => members?.drop(run),
    findArtifact: artifacts.find,
    saveArtifact: artifacts.save,
    latestArtifact: artifacts.latest,
    findJob: artifacts.findJob,
    saveJob: artifacts.saveJob,
    reserve: budget.reserve,
    settle: budget.settle,
    spend: budget.spend,
  };
}

/** Leaves one file behind. Where somebody else reads the project, the log stays; the next owner folds it. */
function foldLog(database: Database, lock: ProjectLock | undefined): void {
  if (lock === undefined) return;
  try {
    database.pragma('busy_timeout = 0');
    database.pragma('wal_checkpoint(truncate)');
    database.pragma('journal_mode = delete');
  } catch (thrown) {
    if (fromSqlite(thrown).code === 'UNEXPECTED') throw thrown;
  }
}
