import type { Database } from 'better-sqlite3';
import type { CaptionHead, CaptionProvenance } from '../../core/contract/image.ts';
import { UserError } from '../../core/errors.ts';
import type { CaptionId, ImageHash } from '../../core/ids.ts';
import type { JsonObject } from '../../core/json.ts';
import { ALL_EDITS, FINISH_REASONS, HEAD_OF_C, ORIGINS } from './caption-codes.ts';
import type { Interned } from './interned-names.ts';
import { parseColumn } from './json-column.ts';

/** What is shown about captions: heads, and where they came from. */
export interface CaptionViews {
  heads(image: ImageHash): readonly CaptionHead[];
  all(image: ImageHash): readonly CaptionProvenance[];
  /** Present head of the chain that a caption is in. Throws NOT_FOUND. */
  headOf(id: CaptionId): CaptionHead;
  imageOf(id: CaptionId): ImageHash | undefined;
}

interface HeadRow {
  readonly chain: number;
  readonly id: CaptionId;
  readonly text: string;
  readonly finish: number;
  readonly origin: number;
  readonly model: string;
  readonly source: string;
  readonly node: number | null;
}

/** Facts of the generated or existing caption at the root of a chain; an edit has none of its own. */
interface SourceRow {
  readonly prompt: number | null;
  readonly sampling: string | null;
  readonly key: Buffer | null;
  readonly seed: number | null;
  readonly prompt_tokens: number | null;
  readonly completion_tokens: number | null;
  readonly cost: number | null;
  readonly latency: number | null;
  readonly attempts: number | null;
  readonly run: number | null;
}

interface TextRow {
  readonly id: CaptionId;
  readonly parent: CaptionId | null;
  readonly text: string;
  readonly model: string;
  readonly origin: number;
  readonly at: number;
}

const HEADS = `select c.chain, h.id, h.text, h.finish, h.origin, h.node, a.title as model,
  first.title as source
  from captions c join captions h on h.id = ${HEAD_OF_C} join authors a on a.id = h.author
  join captions root on root.id = c.chain join authors first on first.id = root.author`;

export function captionProvenance(database: Database, interned: Interned): CaptionViews {
  const headsOfImage = database.prepare<[{ hash: Buffer; sequence: number }], HeadRow>(`${HEADS}
    where c.parent is null and c.image = (select id from images where hash = :hash) order by c.id desc`);
  const headOfCaption = database.prepare<[{ id: number; sequence: number }], HeadRow>(
    `${HEADS} where c.id = :id`,
  );
  const findImage = database.prepare<[number], { hash: Buffer }>(
    'select i.hash from captions c join images i on i.id = c.image where c.id = ?',
  );
  const sourceOfChain = database.prepare<[number], SourceRow>(`
    select c.prompt, a.sampling, c.key, c.seed, c.prompt_tokens, c.completion_tokens, c.cost, c.latency, c.attempts, c.run
    from captions c join authors a on a.id = c.author where c.id = ?`);
  const textsOfChain = database.prepare<[{ chain: number }], TextRow>(`
    select c.id, c.parent, c.text, a.title as model, c.origin, c.at from (
      select * from captions where id = :chain
      union all select * from captions where chain = :chain and parent is not null
    ) c join authors a on a.id = c.author order by c.id desc`);

  function toHead(row: HeadRow): CaptionHead {
    return {
      id: row.id,
      text: row.text,
      model: row.model,
      source: row.source,
      edited: ORIGINS[row.origin] === 'edit',
      finishReason: FINISH_REASONS[row.finish] ?? 'other',
      ...(row.node !== null && { node: interned.nodeName(row.node) }),
    };
  }

  function rows(image: ImageHash): HeadRow[] {
    return headsOfImage.all({ hash: Buffer.from(image, 'hex'), sequence: ALL_EDITS });
  }

  function toProvenance(row: HeadRow): CaptionProvenance {
    const texts = textsOfChain.all({ chain: row.chain });
    const own = texts.find(({ id }) => id === row.id);
    const earlier = texts.filter(({ id }) => id !== row.id);
    return {
      ...toHead(row),
      origin: ORIGINS[row.origin] ?? 'generated',
      createdAt: own?.at ?? 0,
      history: earlier.map(({ id, text, model, origin, at }) => ({
        id,
        text,
        model,
        origin: ORIGINS[origin] ?? 'generated',
        createdAt: at,
      })),
      ...(own !== undefined && own.parent !== null && { parent: own.parent }),
      ...sourceFacts(sourceOfChain.get(row.chain)),
    };
  }

  function sourceFacts(row: SourceRow | undefined): Partial<CaptionProvenance> {
    if (row === undefined) return {};
    const prompt = row.prompt === null ? undefined : interned.promptOf(row.prompt);
    return withoutNulls({
      prompt: prompt?.text,
      question: prompt?.question,
      sampling: row.sampling === null ? null : parseColumn<JsonObject>(row.sampling),
      key: row.key?.toString('hex'),
      seed: row.seed,
      promptTokens: row.prompt_tokens,
      completionTokens: row.completion_tokens,
      costUsd: row.cost,
      latencyMs: row.latency,
      attempts: row.attempts,
      run: row.run,
    });
  }

  return {
    heads: (image) => rows(image).map(toHead),
    all: (image) => rows(image).map(toProvenance),
    headOf: (id) => {
      const row = headOfCaption.get({ id, sequence: ALL_EDITS });
      if (row === undefined) throw new UserError('NOT_FOUND', `There is no caption ${id}.`);
      return toHead(row);
    },
    imageOf: (id) => findImage.get(id)?.hash.toString('hex') as ImageHash | undefined,
  };
}

type WithoutNulls<T> = { [K in keyof T]?: Exclude<T[K], null> };

function withoutNulls<T extends object>(facts: T): WithoutNulls<T> {
  return Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== null && value !== undefined),
  ) as WithoutNulls<T>;
}
