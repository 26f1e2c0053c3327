import { setImmediate as breathe } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { CaptionCost } from '../../core/contract/endpoint.ts';
import type { NodeId, RunId } from '../../core/ids.ts';
import { ORIGINS } from './caption-codes.ts';

/** Rows that are read at once; between stretches the engine does other things, as a project may have millions. */
const STRETCH = 5000;
/** So many of the project's latest captions are looked through for a node's own. */
const LATELY = 5000;
const GENERATED = ORIGINS.indexOf('generated');

interface CostRow {
  readonly model: string;
  readonly source: string;
  readonly captions: number;
  readonly kept: number;
  readonly usd: number;
  readonly unpriced: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** What captions cost, by model and by source. */
export interface CaptionCosts {
  /** Of one run, or of all; the dearest first. */
  of(run?: RunId): Promise<readonly CaptionCost[]>;
  /** Mean cost of the latest captions of a node, US dollars; undefined where none of late has a price. */
  lately(node: NodeId): number | undefined;
}

/**
 * A caption is kept when no node rejected its sample or failed with it later in the run that wrote it. Its source is the first root that has
 * its picture. What a sample was rejected for before the caption was written, e.g. by the filter that sent it to this captioner, does
 * not count against it.
 */
export function captionCosts(database: Database): CaptionCosts {
  const stretch = database.prepare<[{ run: number | null; from: number; to: number }], CostRow>(`
    select model, source, count(*) as captions, sum(kept) as kept, coalesce(sum(cost), 0) as usd, sum(cost is null) as unpriced,
      coalesce(sum(prompt), 0) as promptTokens, coalesce(sum(completion), 0) as completionTokens
    from (
      select a.title as model, c.cost, c.prompt_tokens as prompt, c.completion_tokens as completion,
        coalesce((select r.name from locations l join roots r on r.id = l.root where l.image = c.image order by l.root limit 1), '') as source,
        not exists (
          select 1 from nodes n cross join exceptions e
          where e.run = c.run and e.node = n.id and e.sample = c.sample and e.at >= c.at
        ) as kept
      from captions c join authors a on a.id = c.author
      where c.id >= :from and c.id < :to and c.origin = ${GENERATED} and c.run is not null and (:run is null or c.run = :run)
    ) group by model, source`);
  const latest = database.prepare<[string], { mean: number | null }>(`
    select avg(cost) as mean from (
      select c.cost from captions c where c.id > (select max(id) from captions) - ${LATELY}
        and c.node = (select id from nodes where name = ?) and c.cost is not null and c.origin = ${GENERATED}
      order by c.id desc limit 50)`);
  const bounds = database.prepare<[], { first: number; last: number }>(
    'select coalesce(min(id), 1) as first, coalesce(max(id), 0) as last from captions',
  );

  async function of(run?: RunId): Promise<readonly CaptionCost[]> {
    const { first, last } = bounds.get() ?? { first: 1, last: 0 };
    const sums = new Map<string, CostRow>();
    for (let from = first; from <= last; from += STRETCH) {
      if (from > first) await breathe();
      // Closed in the meantime: nobody looks at it any more.
      if (!database.open) return [];
      for (const row of stretch.all({ run: run ?? null, from, to: from + STRETCH })) {
        const place = JSON.stringify([row.model, row.source]);
        sums.set(place, added(sums.get(place), row));
      }
    }
    return [...sums.values()].sort((a, b) => b.usd - a.usd || b.captions - a.captions).map(toCost);
  }

  return { of, lately: (node) => latest.get(node)?.mean ?? undefined };
}

function added(sum: CostRow | undefined, row: CostRow): CostRow {
  if (sum === undefined) return row;
  return {
    ...row,
    captions: sum.captions + row.captions,
    kept: sum.kept + row.kept,
    usd: sum.usd + row.usd,
    unpriced: sum.unpriced + row.unpriced,
    promptTokens: sum.promptTokens + row.promptTokens,
    completionTokens: sum.completionTokens + row.completionTokens,
  };
}

function toCost({ usd, ...row }: CostRow): CaptionCost {
  return { ...row, ...(row.unpriced < row.captions && { costUsd: usd }) };
}
