import type { Database } from 'better-sqlite3';
import type { ArtifactId, NodeId, RunId } from '../../core/ids.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { OutcomeRecord } from '../../core/run.ts';
import { ORIGINS } from './caption-codes.ts';
import type { Interned } from './interned-names.ts';
import { parseColumn } from './json-column.ts';
import type { SamplePacking } from './packed-sample.ts';

/** What captions of one author at one node took, in one stretch of rows. */
export interface Usage {
  readonly node: NodeId;
  readonly title: string;
  readonly identity: Json;
  /** The model as the other side named it. */
  readonly repliedAs?: string;
  readonly captions: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly reasoningTokens: number;
  readonly usd: number;
  /** Captions whose price is not known. */
  readonly unpriced: number;
}

/** Captions of one author at one node that a dataset holds, in one stretch of its records. */
export interface KeptCaptions {
  readonly node: NodeId;
  readonly title: string;
  readonly identity: Json;
  readonly kept: number;
}

/** What a run wrote and what became of its samples, read in stretches: a run may have millions of rows. */
export interface RunUsage {
  /** Captions of a run that a model wrote, among the ids from `from` and before `to`. */
  usage(run: RunId, from: number, to: number): readonly Usage[];
  /** Highest id of a caption. */
  lastCaption(): number;
  /** Captions of this run in an artifact's records, among the positions from `from` and before `to`. An edited caption counts for who wrote its first text. */
  keptCaptions(run: RunId, artifact: ArtifactId, from: number, to: number): readonly KeptCaptions[];
  /** Id of the artifact with this digest, its records being all there. */
  artifactOf(digest: string, count: number): ArtifactId | undefined;
  /** Rejected and failed samples in a fixed order, page by page. */
  exceptionPages(run: RunId): Iterable<readonly OutcomeRecord[]>;
}

const PAGE = 500;
const GENERATED = ORIGINS.indexOf('generated');

interface AuthorRow {
  readonly node: number;
  readonly title: string;
  readonly identity: string;
}
interface UsageRow extends AuthorRow, Omit<Usage, 'node' | 'title' | 'identity' | 'repliedAs'> {
  readonly sampling: string | null;
}
interface ExceptionRow {
  readonly node: number;
  readonly sample: Buffer;
  readonly body: string;
}

export function runUsage(database: Database, interned: Interned, packing: SamplePacking): RunUsage {
  const usageOf = database.prepare<[{ run: number; from: number; to: number }], UsageRow>(`
    select c.node, a.title, a.identity, a.sampling, count(*) as captions,
      coalesce(sum(c.prompt_tokens), 0) as promptTokens, coalesce(sum(c.completion_tokens), 0) as completionTokens,
      coalesce(sum(c.reasoning_tokens), 0) as reasoningTokens, coalesce(sum(c.cost), 0) as usd,
      sum(c.cost is null) as unpriced
    from captions c join authors a on a.id = c.author
    where c.id >= :from and c.id < :to and c.run = :run and c.origin = ${GENERATED} and c.node is not null
    group by c.node, c.author order by c.node, c.author`);
  const lastId = database.prepare<[], { last: number }>('select coalesce(max(id), 0) as last from captions');
  const keptOf = database.prepare<
    [{ run: number; artifact: number; from: number; to: number }],
    AuthorRow & { readonly kept: number }
  >(`
    select first.node, a.title, a.identity, count(*) as kept
    from records r join captions c on c.id = r.caption join captions first on first.id = c.chain
      join authors a on a.id = first.author
    where r.artifact = :artifact and r.position >= :from and r.position < :to
      and first.run = :run and first.origin = ${GENERATED} and first.node is not null
    group by first.node, first.author order by first.node, first.author`);
  const byDigest = database.prepare<[string, number], { id: ArtifactId }>(`
    select id from artifacts where digest = ? and count = ?
      and count = (select count(*) from records where artifact = artifacts.id) order by id desc limit 1`);
  const exceptions = database.prepare<[number, number, Buffer, number], ExceptionRow>(`
    select node, sample, body from exceptions where run = ? and (node, sample) > (?, ?)
    order by node, sample limit ?`);

  function toUsage({ node, identity, sampling, ...row }: UsageRow): Usage {
    const repliedAs = sampling === null ? undefined : parseColumn<JsonObject>(sampling).repliedAs;
    return {
      ...row,
      node: interned.nodeName(node),
      identity: parseColumn(identity),
      ...(typeof repliedAs === 'string' && { repliedAs }),
    };
  }

  function* exceptionPages(run: RunId): Iterable<readonly OutcomeRecord[]> {
    let [node, sample]: [number, Buffer] = [0, Buffer.alloc(0)];
    for (;;) {
      const rows = exceptions.all(run, node, sample, PAGE);
      const last = rows.at(-1);
      if (last === undefined) return;
      yield rows.map(({ body }) => packing.unpackOutcome(body));
      [node, sample] = [last.node, last.sample];
    }
  }

  return {
    usage: (run, from, to) => usageOf.all({ run, from, to }).map(toUsage),
    lastCaption: () => lastId.get()?.last ?? 0,
    keptCaptions: (run, artifact, from, to) =>
      keptOf.all({ run, artifact, from, to }).map(({ node, title, identity, kept }) => ({
        node: interned.nodeName(node),
        title,
        identity: parseColumn(identity),
        kept,
      })),
    artifactOf: (digest, count) => byDigest.get(digest, count)?.id,
    exceptionPages,
  };
}
