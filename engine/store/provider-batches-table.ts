import type { Database } from 'better-sqlite3';
import type { CaptionReply } from '../../core/captioner.ts';
import type {
  ProviderBatch,
  ProviderBatchFailure,
  ProviderBatchState,
} from '../../core/contract/provider-batch.ts';
import type { TokenPrice } from '../../core/endpoint.ts';
import type { ErrorRecord } from '../../core/errors.ts';
import type { ImageHash, NodeId, RunId } from '../../core/ids.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Interned } from './interned-names.ts';
import { parseColumn } from './json-column.ts';
import type { ResultKey } from './run-store.ts';

/** A batch with what only its own code needs. */
export interface StoredBatch extends Omit<ProviderBatch, 'ready'> {
  /** Names its file and finds it at the provider: 32 hex digits. */
  readonly mark: string;
  /** What the provider bills, as it was known when the batch was begun; absent where it is not known. */
  readonly price?: TokenPrice;
  readonly reservation?: number;
  /** The provider's id of the file of requests; hostile text. */
  readonly inputFile?: string;
}

/** What changes in the life of a batch. */
export type BatchChange = Partial<
  Omit<StoredBatch, 'id' | 'mark' | 'endpoint' | 'model' | 'node' | 'run' | 'price' | 'createdAt'>
>;

export interface BatchDraft {
  readonly mark: string;
  readonly endpoint: string;
  readonly model: string;
  readonly node: NodeId;
  readonly run: RunId;
  readonly price: TokenPrice | undefined;
}

/** One request of a batch. `key` is that of the result that its reply will become. */
export interface BatchRequestRow {
  readonly key: ResultKey;
  /** How often it was asked before in batches, and this time: ≥ 1. */
  readonly attempt: number;
  readonly image: ImageHash;
  /** The most that it may cost at the batch price, US dollars. */
  readonly worstUsd: number;
}

/** What a batch had for one request. `billedUsd` counts whatever the provider may bill. */
export type BatchAnswer =
  | { readonly kind: 'reply'; readonly reply: CaptionReply; readonly billedUsd: number }
  | {
      readonly kind: 'failure';
      readonly error: ErrorRecord;
      /** It may well succeed when it is asked again. */
      readonly again: boolean;
      readonly billedUsd: number;
    };

/** The newest row of a key: in which batch it is, and what came of it. */
export interface FoundRequest {
  readonly batch: number;
  readonly attempt: number;
  readonly answer: BatchAnswer | undefined;
}

/** Batches at providers and their requests. Writes commit with the group; reads see them at once. */
export interface ProviderBatchesTable {
  begin(draft: BatchDraft): StoredBatch;
  addRequests(batch: number, rows: readonly BatchRequestRow[]): void;
  change(batch: number, change: BatchChange): void;
  /** The batch is gone with its requests, but for replies that are not results yet: they are paid for. Whoever calls has settled its money. */
  remove(batch: number): void;
  get(batch: number): StoredBatch | undefined;
  /** Newest first, at most 200. */
  list(): readonly StoredBatch[];
  /** Those that are not collected, oldest first. */
  open(): readonly StoredBatch[];
  /** Requests of a node that are under way, or answered by replies that are not results yet. */
  known(node: NodeId): number;
  /** Replies of a batch that are not results yet. */
  ready(batch: number): number;
  find(key: ResultKey): FoundRequest | undefined;
  /** Notes what came for a request of a batch; false where it is not in it, or was answered before: the first answer holds. */
  answer(batch: number, key: ResultKey, answer: BatchAnswer): boolean;
  /** The request, while nothing has come for it; undefined where the batch has none of this key. */
  waiting(batch: number, key: ResultKey): BatchRequestRow | undefined;
  /** Requests that nothing has come for. */
  unanswered(batch: number): readonly BatchRequestRow[];
  totals(batch: number): { readonly replies: number; readonly failed: number; readonly billedUsd: number };
  failures(batch: number): readonly ProviderBatchFailure[];
  /** The project's pictures as they would be sent: how many, and the mean of their bytes when none is larger than so many pixels. */
  pictures(maxPixels: number): { readonly count: number; readonly meanBytes: number };
  /** Drops the replies that have become results. */
  dropDelivered(): void;
}

/** Numbers under which states of requests are stored; never reordered. */
const WAITING = 0;
const REPLY = 1;
const FAILURE = 2;
const FAILURE_AGAIN = 3;

const LISTED = 200;

interface BatchRow {
  readonly id: number;
  readonly mark: string;
  readonly endpoint: string;
  readonly model: string;
  readonly node: number;
  readonly run: RunId;
  readonly state: ProviderBatchState;
  readonly collected: number;
  readonly requests: number;
  readonly bytes: number;
  readonly tokens: number;
  readonly worst: number;
  readonly price: string | null;
  readonly reservation: number | null;
  readonly cost: number | null;
  readonly done: number;
  readonly failed: number;
  readonly input_file: string | null;
  readonly provider_id: string | null;
  readonly trouble: string | null;
  readonly created_at: number;
  readonly sent_at: number | null;
  readonly expires_at: number | null;
  readonly ended_at: number | null;
}

interface RequestRow {
  readonly batch: number;
  readonly key: Buffer;
  readonly attempt: number;
  readonly image: Buffer;
  readonly worst: number;
  readonly state: number;
  readonly cost: number | null;
  readonly body: string | null;
}

export function providerBatchesTable(
  database: Database,
  commits: GroupCommit,
  interned: Interned,
  now: () => number,
): ProviderBatchesTable {
  const lastId = database.prepare<[], { last: number }>(
    `select max(coalesce((select max(id) from provider_batches), 0),
      coalesce((select max(batch) from provider_batch_requests), 0)) as last`,
  );
  const insert = database.prepare<unknown[]>(`insert into provider_batches
    (id, mark, endpoint, model, node, run, price, state, collected, requests, bytes, tokens, worst, done, failed, created_at)
    values (?, ?, ?, ?, ?, ?, ?, 'gathering', 0, 0, 0, 0, 0, 0, 0, ?)`);
  const update = database.prepare<unknown[]>(`update provider_batches set
    state = ?, collected = ?, requests = ?, bytes = ?, tokens = ?, worst = ?, reservation = ?, cost = ?, done = ?, failed = ?,
    input_file = ?, provider_id = ?, trouble = ?, sent_at = ?, expires_at = ?, ended_at = ? where id = ?`);
  const select = database.prepare<[number], BatchRow>('select * from provider_batches where id = ?');
  const selectAll = database.prepare<[number], BatchRow>(
    'select * from provider_batches order by id desc limit ?',
  );
  const selectOpen = database.prepare<[], BatchRow>(
    'select * from provider_batches where collected = 0 order by id',
  );
  const removeBatch = database.prepare<[number]>('delete from provider_batches where id = ?');
  const removeRequests = database.prepare<[number]>(
    `delete from provider_batch_requests where batch = ? and state <> ${REPLY}`,
  );
  const insertRequest = database.prepare<unknown[]>(
    'insert into provider_batch_requests (batch, key, attempt, image, worst, state) values (?, ?, ?, ?, ?, 0)',
  );
  const findRequest = database.prepare<[Buffer], RequestRow>(
    'select * from provider_batch_requests where key = ? order by batch desc limit 1',
  );
  const answerRequest = database.prepare<unknown[]>(
    `update provider_batch_requests set state = ?, cost = ?, body = ? where batch = ? and key = ? and state = ${WAITING}`,
  );
  const selectUnanswered = database.prepare<[number], RequestRow>(
    `select * from provider_batch_requests where batch = ? and state = ${WAITING}`,
  );
  const selectWaiting = database.prepare<[number, Buffer], RequestRow>(
    `select * from provider_batch_requests where batch = ? and key = ? and state = ${WAITING}`,
  );
  const selectTotals = database.prepare<
    [number],
    { replies: number; failed: number; billed: number | null }
  >(`select coalesce(sum(state = ${REPLY}), 0) as replies, coalesce(sum(state in (${FAILURE}, ${FAILURE_AGAIN})), 0) as failed, sum(cost) as billed
    from provider_batch_requests where batch = ?`);
  const countReady = database.prepare<[number], { ready: number }>(
    `select count(*) as ready from provider_batch_requests where batch = ? and state = ${REPLY}`,
  );
  const selectFailures = database.prepare<[number], { body: string; count: number; images: string }>(
    `select min(body) as body, count(*) as count, group_concat(hex(image)) as images from provider_batch_requests
     where batch = ? and state in (${FAILURE}, ${FAILURE_AGAIN})
     group by body ->> '$.code', body ->> '$.message' order by count desc limit 50`,
  );
  const countKnown = database.prepare<[number], { known: number }>(
    `select count(*) as known from provider_batch_requests r join provider_batches b on b.id = r.batch
     where b.node = ? and r.state in (${WAITING}, ${REPLY})`,
  );
  const selectPictures = database.prepare<[number], { count: number; mean: number | null }>(
    'select count(*) as count, avg(bytes * min(1.0, cast(? as real) / (width * height))) as mean from images',
  );
  // Failures stay for whoever wants to read them; a reply that is a result is kept there.
  const dropReplies = database.prepare(`delete from provider_batch_requests where state = ${REPLY}
    and batch not in (select id from provider_batches where collected = 0)
    and exists (select 1 from results where results.key = provider_batch_requests.key)`);

  // In memory, so that the number of a dropped batch is not given again while somebody may still hold it.
  let last = lastId.get()?.last ?? 0;

  function toBatch(row: BatchRow): StoredBatch {
    return {
      id: row.id,
      mark: row.mark,
      endpoint: row.endpoint,
      model: row.model,
      node: interned.nodeName(row.node),
      run: row.run,
      state: row.state,
      collected: row.collected === 1,
      requests: row.requests,
      bytes: row.bytes,
      tokens: row.tokens,
      worstUsd: row.worst,
      done: row.done,
      failed: row.failed,
      createdAt: row.created_at,
      ...(row.price !== null && { price: parseColumn<TokenPrice>(row.price) }),
      ...(row.reservation !== null && { reservation: row.reservation }),
      ...(row.cost !== null && { costUsd: row.cost }),
      ...(row.input_file !== null && { inputFile: row.input_file }),
      ...(row.provider_id !== null && { providerId: row.provider_id }),
      ...(row.trouble !== null && { trouble: parseColumn<ErrorRecord>(row.trouble) }),
      ...(row.sent_at !== null && { sentAt: row.sent_at }),
      ...(row.expires_at !== null && { expiresAt: row.expires_at }),
      ...(row.ended_at !== null && { endedAt: row.ended_at }),
    };
  }

  function get(batch: number): StoredBatch | undefined {
    const row = select.get(batch);
    return row && toBatch(row);
  }

  function begin({ mark, endpoint, model, node, run, price }: BatchDraft): StoredBatch {
    return commits.write(() => {
      last += 1;
      const id = last;
      const priceText = price === undefined ? null : JSON.stringify(price);
      insert.run(id, mark, endpoint, model, interned.node(node), run, priceText, now());
      return toBatch(select.get(id) as BatchRow);
    });
  }

  function change(batch: number, changes: BatchChange): void {
    commits.write(() => {
      const before = get(batch);
      if (before === undefined) return;
      const after = { ...before, ...changes };
      update.run(
        after.state,
        after.collected ? 1 : 0,
        after.requests,
        after.bytes,
        after.tokens,
        after.worstUsd,
        after.reservation ?? null,
        after.costUsd ?? null,
        after.done,
        after.failed,
        after.inputFile ?? null,
        after.providerId ?? null,
        after.trouble === undefined ? null : JSON.stringify(after.trouble),
        after.sentAt ?? null,
        after.expiresAt ?? null,
        after.endedAt ?? null,
        batch,
      );
    });
  }

  return {
    begin,
    change,
    get,
    addRequests: (batch, rows) =>
      commits.write(() => {
        for (const { key, attempt, image, worstUsd } of rows)
          insertRequest.run(batch, Buffer.from(key, 'hex'), attempt, Buffer.from(image, 'hex'), worstUsd);
      }),
    remove: (batch) =>
      commits.write(() => {
        removeRequests.run(batch);
        removeBatch.run(batch);
      }),
    list: () => selectAll.all(LISTED).map(toBatch),
    open: () => selectOpen.all().map(toBatch),
    known: (node) => countKnown.get(interned.knownNode(node))?.known ?? 0,
    ready: (batch) => countReady.get(batch)?.ready ?? 0,
    find: (key) => {
      const row = findRequest.get(Buffer.from(key, 'hex'));
      return row && { batch: row.batch, attempt: row.attempt, answer: toAnswer(row) };
    },
    answer: (batch, key, answer) =>
      commits.write(() => {
        const { state, body } = toColumns(answer);
        return answerRequest.run(state, answer.billedUsd, body, batch, Buffer.from(key, 'hex')).changes === 1;
      }),
    waiting: (batch, key) => {
      const row = selectWaiting.get(batch, Buffer.from(key, 'hex'));
      return row && toRequest(row);
    },
    unanswered: (batch) => selectUnanswered.all(batch).map(toRequest),
    totals: (batch) => {
      const { replies, failed, billed } = selectTotals.get(batch) ?? { replies: 0, failed: 0, billed: 0 };
      return { replies, failed, billedUsd: billed ?? 0 };
    },
    failures: (batch) =>
      selectFailures.all(batch).map(({ body, count, images }) => ({
        error: parseColumn<ErrorRecord>(body),
        count,
        images: images.toLowerCase().split(',').slice(0, 6) as unknown as ImageHash[],
      })),
    pictures: (maxPixels) => {
      const { count, mean } = selectPictures.get(maxPixels) ?? { count: 0, mean: null };
      return { count, meanBytes: mean ?? 0 };
    },
    dropDelivered: () => commits.write(() => void dropReplies.run()),
  };
}

function toRequest(row: RequestRow): BatchRequestRow {
  return {
    key: row.key.toString('hex') as ResultKey,
    attempt: row.attempt,
    image: row.image.toString('hex') as ImageHash,
    worstUsd: row.worst,
  };
}

function toColumns(answer: BatchAnswer): { readonly state: number; readonly body: string } {
  if (answer.kind === 'reply') return { state: REPLY, body: JSON.stringify(answer.reply) };
  return { state: answer.again ? FAILURE_AGAIN : FAILURE, body: JSON.stringify(answer.error) };
}

function toAnswer({ state, cost, body }: RequestRow): BatchAnswer | undefined {
  if (state === WAITING || body === null) return undefined;
  const billedUsd = cost ?? 0;
  if (state === REPLY) return { kind: 'reply', reply: parseColumn<CaptionReply>(body), billedUsd };
  return {
    kind: 'failure',
    error: parseColumn<ErrorRecord>(body),
    again: state === FAILURE_AGAIN,
    billedUsd,
  };
}
