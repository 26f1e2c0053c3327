import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { Artifact } from '../../core/artifact.ts';
import type { LogLine } from '../../core/contract/project.ts';
import type { RunLine } from '../../core/contract/run-history.ts';
import type { ArtifactId, NodeId, RunId } from '../../core/ids.ts';
import type { Json } from '../../core/json.ts';
import type { ProblemGroup, RunOptions, RunState } from '../../core/run.ts';
import { type RunEnvironment, runEnvironmentSchema } from '../../core/run-report.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Interned } from './interned-names.ts';
import { parseColumn } from './json-column.ts';
import type { OutcomesTable } from './outcomes-table.ts';

/** A model as it was opened for a node of a run. */
export interface OpenedModel {
  readonly title: string;
  readonly identity: Json;
}

/** A dataset, model or evaluation that a run made or found again. */
export type RunArtifact = Pick<Artifact, 'id' | 'node' | 'kind' | 'title' | 'digest' | 'count'>;

/** What is known of a run besides its counts; what an older version did not note is absent. */
export interface RunFacts {
  readonly options: RunOptions;
  readonly reviewSequence: number;
  readonly title: string;
  readonly notes: string;
  readonly pinned: boolean;
  readonly environment?: RunEnvironment;
  /** Sum of the "caption again" counters when it began. */
  readonly variations?: number;
  /** Lowest id that a caption of this run can have, and the first that it cannot. */
  readonly captionIds: { readonly from: number; readonly to: number };
  readonly models: readonly (OpenedModel & { readonly node: NodeId })[];
  readonly artifacts: readonly RunArtifact[];
  readonly log: readonly LogLine[];
}

/** What a person may say about a run. */
export interface RunRemarks {
  readonly title?: string;
  readonly notes?: string;
  readonly pinned?: boolean;
}

/** What runs remember for good: what they began with, how they ended, and why samples did not come through. */
export interface RunFactsTable {
  /** Notes what a run begins with, in the open group. */
  begin(run: RunId, environment: RunEnvironment): void;
  /** Notes the model that a node works with; the latest holds. */
  noteModel(run: RunId, node: NodeId, model: OpenedModel): void;
  /** Notes what it made and said, on disk when this returns. */
  end(run: RunId, log: readonly LogLine[]): void;
  /** Undefined where there is no such run. */
  facts(run: RunId): RunFacts | undefined;
  /** Pinned runs first, then the newest. */
  list(offset: number, limit: number): { readonly total: number; readonly runs: readonly RunLine[] };
  /** On disk when this returns. Nothing happens where there is no such run. */
  remark(run: RunId, remarks: RunRemarks): void;
  /** Failed and rejected samples by cause, most frequent first: counted from their rows, or as kept when these went. */
  problems(run: RunId): readonly ProblemGroup[];
  /** Whether the rows of single samples are still there, as far as the run had any. */
  hasSamples(run: RunId): boolean;
  /** Drops the rows of single samples of all runs but pinned ones and the latest ten; their groups stay. */
  dropOldSamples(newest: RunId): void;
  /** Sum of the "caption again" counters. */
  variations(): number;
}

/** Runs whose failed and rejected samples are kept one by one. */
export const RUNS_WITH_EXCEPTIONS = 10;

/*
 * Columns that are read back into reports come with the project file, perhaps from a stranger. What does not have the shape that this app
 * writes counts as not noted.
 */
const environmentColumn = runEnvironmentSchema.optional().catch(undefined);
const logColumn = z
  .array(
    z.object({
      at: z.number().min(0).max(8.64e15),
      level: z.enum(['info', 'warning', 'error']),
      node: z.string().optional(),
      text: z.string(),
    }),
  )
  .catch([]);
const artifactsColumn = z
  .array(
    z.object({
      id: z.int().transform((id) => id as ArtifactId),
      node: z.string(),
      kind: z.enum(['dataset', 'model', 'evaluation']),
      title: z.string(),
      digest: z.string(),
      count: z.int().min(0),
    }),
  )
  .catch([]);

interface FactsRow {
  readonly options: string;
  readonly review_sequence: number;
  readonly title: string | null;
  readonly notes: string | null;
  readonly pinned: number | null;
  readonly first_caption: number | null;
  readonly next_caption: number | null;
  readonly variations: number | null;
  readonly environment: string | null;
  readonly artifacts: string | null;
  readonly log: string | null;
}
interface LineRow {
  readonly id: RunId;
  readonly state: RunState;
  readonly flow_revision: number;
  readonly options: string;
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly captions: number;
  readonly rejected: number;
  readonly failed: number;
  readonly spend: number;
  readonly forecast: number;
  readonly title: string | null;
  readonly notes: string | null;
  readonly pinned: number | null;
}
interface ArtifactRow extends Omit<RunArtifact, 'node' | 'id'> {
  readonly id: ArtifactId;
  readonly node: number;
}

const LINES = `select r.id, r.state, r.flow_revision, r.options, r.started_at, r.ended_at, r.captions,
  (select coalesce(sum(rejected), 0) from run_nodes where run = r.id) as rejected,
  (select coalesce(sum(failed), 0) from run_nodes where run = r.id) as failed,
  coalesce((select usd from spending where run = r.id), 0) as spend,
  exists (select 1 from forecasts where followed = r.id) as forecast, f.title, f.notes, f.pinned
  from runs r left join run_facts f on f.run = r.id`;

export function runFactsTable(
  database: Database,
  commits: GroupCommit,
  interned: Interned,
  outcomes: Pick<OutcomesTable, 'problems'>,
): RunFactsTable {
  const write = factWrites(database);
  const getFacts = database.prepare<[number], FactsRow>(`
    select r.options, r.review_sequence, f.*,
      (select first_caption from run_facts where run > r.id and first_caption is not null order by run limit 1) as next_caption
    from runs r left join run_facts f on f.run = r.id where r.id = ?`);
  const getModels = database.prepare<[number], { node: number; title: string; identity: string }>(
    'select node, title, identity from run_models where run = ? order by node',
  );
  const artifactsOf = database.prepare<[number], ArtifactRow>(
    'select id, node, kind, title, digest, count from artifacts where run = ? order by id',
  );
  const countRuns = database.prepare<[], { total: number }>('select count(*) as total from runs');
  const lines = database.prepare<[number, number], LineRow>(
    `${LINES} order by coalesce(f.pinned, 0) desc, r.id desc limit ? offset ?`,
  );
  const keptProblems = database.prepare<[number], { problems: string }>(
    'select problems from run_problems where run = ?',
  );
  const anyException = database.prepare<[number], { found: number }>(
    'select 1 as found from exceptions where run = ? limit 1',
  );
  const oldWithSamples = database.prepare<[number], { run: RunId }>(`
    select r.id as run from runs r left join run_facts f on f.run = r.id
    where r.id <= ? and coalesce(f.pinned, 0) = 0 and exists (select 1 from exceptions where run = r.id)`);
  const sumOfVariations = database.prepare<[], { sum: number }>(
    'select coalesce(sum(number), 0) as sum from variations',
  );
  const variations = () => sumOfVariations.get()?.sum ?? 0;

  function artifacts(run: RunId): readonly RunArtifact[] {
    return artifactsOf.all(run).map((row) => ({ ...row, node: interned.nodeName(row.node) }));
  }

  function facts(run: RunId): RunFacts | undefined {
    const row = getFacts.get(run);
    if (row === undefined) return undefined;
    const environment = environmentColumn.parse(
      row.environment === null ? undefined : parseColumn(row.environment),
    );
    return {
      options: parseColumn(row.options),
      reviewSequence: row.review_sequence,
      title: row.title ?? '',
      notes: row.notes ?? '',
      pinned: row.pinned === 1,
      captionIds: { from: row.first_caption ?? 0, to: row.next_caption ?? Number.MAX_SAFE_INTEGER },
      models: getModels.all(run).map(({ node, title, identity }) => ({
        node: interned.nodeName(node),
        title,
        identity: parseColumn(identity),
      })),
      artifacts: row.artifacts === null ? artifacts(run) : artifactsColumn.parse(parseColumn(row.artifacts)),
      log: row.log === null ? [] : (logColumn.parse(parseColumn(row.log)) as readonly LogLine[]),
      ...(environment && { environment }),
      ...(row.variations !== null && { variations: row.variations }),
    };
  }

  function problems(run: RunId): readonly ProblemGroup[] {
    const kept = keptProblems.get(run);
    return kept === undefined ? outcomes.problems(run) : parseColumn(kept.problems);
  }

  return {
    begin: (run, environment) =>
      commits.write(() => write.begin.run(run, variations(), JSON.stringify(environment))),
    noteModel: (run, node, { title, identity }) =>
      commits.write(() => write.model.run(run, interned.node(node), title, JSON.stringify(identity))),
    end: (run, log) =>
      commits.act(() => write.end.run(JSON.stringify(artifacts(run)), JSON.stringify(log), run)),
    facts,
    list: (offset, limit) => ({
      total: countRuns.get()?.total ?? 0,
      runs: lines.all(limit, offset).map(toLine),
    }),
    remark: (run, { title, notes, pinned }) =>
      commits.act(() => {
        write.remark.run({
          run,
          title: title ?? null,
          notes: notes ?? null,
          pinned: pinned === undefined ? null : Number(pinned),
        });
      }),
    problems,
    hasSamples: (run) => keptProblems.get(run) === undefined || anyException.get(run) !== undefined,
    dropOldSamples: (newest) =>
      commits.act(() => {
        for (const { run } of oldWithSamples.all(newest - RUNS_WITH_EXCEPTIONS)) {
          write.keepProblems.run(run, JSON.stringify(outcomes.problems(run)));
          write.dropSamples.run(run);
        }
      }),
    variations,
  };
}

function factWrites(database: Database) {
  return {
    begin: database.prepare<[number, number, string]>(`
      insert into run_facts (run, title, notes, pinned, first_caption, variations, environment)
      values (?, '', '', 0, (select coalesce(max(id), 0) + 1 from captions), ?, ?)
      on conflict do update set environment = excluded.environment`),
    model: database.prepare<[number, number, string, string]>(
      'insert or replace into run_models values (?, ?, ?, ?)',
    ),
    end: database.prepare<[string, string, number]>(
      'update run_facts set artifacts = ?, log = ? where run = ?',
    ),
    // A run of an older version has no row yet.
    remark: database.prepare<
      [{ run: number; title: string | null; notes: string | null; pinned: number | null }]
    >(`insert into run_facts (run, title, notes, pinned)
      select :run, coalesce(:title, ''), coalesce(:notes, ''), coalesce(:pinned, 0) from runs where id = :run
      on conflict do update set
        title = coalesce(:title, title), notes = coalesce(:notes, notes), pinned = coalesce(:pinned, pinned)`),
    keepProblems: database.prepare<[number, string]>('insert or replace into run_problems values (?, ?)'),
    dropSamples: database.prepare<[number]>('delete from exceptions where run = ?'),
  };
}

function toLine(row: LineRow): RunLine {
  const options = parseColumn<RunOptions>(row.options);
  return {
    id: row.id,
    state: row.state,
    flowRevision: row.flow_revision,
    startedAt: row.started_at,
    ...(row.ended_at !== null && { endedAt: row.ended_at }),
    captions: row.captions,
    rejected: row.rejected,
    failed: row.failed,
    spendUsd: row.spend,
    title: row.title ?? '',
    notes: row.notes ?? '',
    pinned: row.pinned === 1,
    forecast: row.forecast === 1,
    ...(options.to !== undefined && { to: options.to }),
    ...(options.limit !== undefined && { limit: options.limit }),
    ...(options.samples !== undefined && { samples: options.samples.length }),
    ...(options.reproduces !== undefined && { reproduces: options.reproduces }),
  };
}
