import type { Database } from 'better-sqlite3';
import { forecastSchema } from '../../core/contract/forecast.ts';
import type { Forecast } from '../../core/forecast.ts';
import type { CaptionId, NodeId, RunId } from '../../core/ids.ts';
import { ORIGINS } from './caption-codes.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Interned } from './interned-names.ts';
import { parseColumn } from './json-column.ts';

/** What one caption took, whichever run it was written in. */
export interface CaptionFacts {
  readonly run: RunId | undefined;
  /** Written in a run of a part of the samples. */
  readonly partial: boolean;
  readonly characters: number;
  /** US dollars; undefined where no price was known. */
  readonly costUsd: number | undefined;
  readonly promptTokens: number | undefined;
  readonly completionTokens: number | undefined;
  readonly latencyMs: number | undefined;
  /** When it came, milliseconds since 1970. */
  readonly at: number;
}

/** Forecasts [RUN12] with the runs that they were for, and what of captions they are made from. Changes are on disk when a call returns. */
export interface ForecastsTable {
  add(forecast: Forecast): void;
  /** The latest one for a flow as it was at a revision, or for the part of it up to a node. */
  latest(flowRevision: number, to: NodeId | undefined): Forecast | undefined;
  /** A run of everything has begun: it is what the latest forecast of its flow was for, unless another run was. */
  follow(run: RunId, flowRevision: number, to: NodeId | undefined): void;
  /** The forecast that a run followed. */
  of(run: RunId): Forecast | undefined;

  captionFacts(ids: readonly CaptionId[]): ReadonlyMap<CaptionId, CaptionFacts>;
  /** Whether a run of everything, finished or not, has written captions: results are then known that no trial has made. */
  hasCaptionsOfWholeRuns(): boolean;
  /** How many captions runs of everything have written at a node with the model, the sampling and the prompts of some others. */
  countLike(node: NodeId, others: readonly CaptionId[]): number;
  /** What the captions took that a run has written. */
  tokensOf(run: RunId): { readonly promptTokens: number; readonly completionTokens: number };
  /** Bytes of the project file. */
  fileBytes(): number;
}

interface FactsRow {
  readonly run: RunId | null;
  readonly partial: number | null;
  readonly characters: number;
  readonly cost: number | null;
  readonly prompt_tokens: number | null;
  readonly completion_tokens: number | null;
  readonly latency: number | null;
  readonly at: number;
}

const PARTIAL = "(options ->> 'limit' is not null or options ->> 'samples' is not null)";
const GENERATED = ORIGINS.indexOf('generated');

export function forecastsTable(database: Database, commits: GroupCommit, interned: Interned): ForecastsTable {
  const insert = database.prepare<[number, number, string, string, number]>(
    'insert into forecasts (run, revision, target, body, at) values (?, ?, ?, ?, ?)',
  );
  const latest = database.prepare<[number, string], { id: number; body: string; followed: number | null }>(
    'select id, body, followed from forecasts where revision = ? and target = ? order by id desc limit 1',
  );
  const setFollowed = database.prepare<[number, number]>('update forecasts set followed = ? where id = ?');
  const followedBy = database.prepare<[number], { body: string }>(
    'select body from forecasts where followed = ? order by id desc limit 1',
  );
  const factsOf = database.prepare<[number], FactsRow>(`
    select c.run, ${PARTIAL} as partial, length(c.text) as characters, c.cost, c.prompt_tokens, c.completion_tokens, c.latency, c.at
    from captions c left join runs r on r.id = c.run where c.id = ?`);
  const ofWholeRuns = database.prepare<[], { found: number }>(
    `select 1 as found from runs where captions > 0 and not ${PARTIAL} limit 1`,
  );
  const likeness = database.prepare<[string], { author: number; prompt: number | null }>(
    'select distinct author, prompt from captions where id in (select value from json_each(?))',
  );
  const countOf = database.prepare<[{ node: number; likeness: string; varied: number }], { count: number }>(`
    select count(*) as count from captions c join runs r on r.id = c.run
    where c.node = :node and c.parent is null and not ${PARTIAL}
      and c.author in (select value ->> 'author' from json_each(:likeness))
      and (:varied or c.prompt in (select value ->> 'prompt' from json_each(:likeness)))`);
  const tokens = database.prepare<[number], { promptTokens: number; completionTokens: number }>(`
    select coalesce(sum(prompt_tokens), 0) as promptTokens, coalesce(sum(completion_tokens), 0) as completionTokens
    from captions where run = ? and origin = ${GENERATED}`);

  function facts(id: CaptionId): CaptionFacts | undefined {
    const row = factsOf.get(id);
    return (
      row && {
        run: row.run ?? undefined,
        partial: row.partial === 1,
        characters: row.characters,
        costUsd: row.cost ?? undefined,
        promptTokens: row.prompt_tokens ?? undefined,
        completionTokens: row.completion_tokens ?? undefined,
        latencyMs: row.latency ?? undefined,
        at: row.at,
      }
    );
  }

  return {
    add: (forecast) => {
      const { run, flowRevision, to = '', at } = forecast;
      commits.act(() => insert.run(run, flowRevision, to, JSON.stringify(forecast), at));
    },
    latest: (flowRevision, to = '') => readForecast(latest.get(flowRevision, to)?.body),
    follow: (run, flowRevision, to = '') => {
      const row = latest.get(flowRevision, to);
      if (row && row.followed === null) commits.act(() => setFollowed.run(run, row.id));
    },
    of: (run) => readForecast(followedBy.get(run)?.body),
    captionFacts: (ids) =>
      new Map(
        ids.flatMap((id): [CaptionId, CaptionFacts][] => {
          const found = facts(id);
          return found ? [[id, found]] : [];
        }),
      ),
    hasCaptionsOfWholeRuns: () => ofWholeRuns.get() !== undefined,
    countLike: (node, others) => {
      const like = likeness.all(JSON.stringify(others));
      // Where nearly every picture has a prompt of its own, those of others are not among them.
      const varied = new Set(like.map(({ prompt }) => prompt)).size > others.length / 2 ? 1 : 0;
      const found = countOf.get({ node: interned.knownNode(node), likeness: JSON.stringify(like), varied });
      return found?.count ?? 0;
    },
    tokensOf: (run) => tokens.get(run) ?? { promptTokens: 0, completionTokens: 0 },
    fileBytes: () =>
      Number(database.pragma('page_count', { simple: true })) *
      Number(database.pragma('page_size', { simple: true })),
  };
}

/** A project may come from a stranger: a forecast that is none is as if it were not there. */
function readForecast(body: string | undefined): Forecast | undefined {
  if (body === undefined) return undefined;
  const parsed = forecastSchema.safeParse(parseColumn<unknown>(body));
  return parsed.success ? parsed.data : undefined;
}
