import { createHash } from 'node:crypto';
import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { jsonObjectSchema } from '../../core/flow-schema.ts';
import { isImageHash } from '../../core/ids.ts';
import { canonicalJson, type Json, type JsonObject } from '../../core/json.ts';
import {
  MOST_COLUMNS,
  MOST_PICTURES,
  starKey,
  type TriedColumn,
  type TriedNode,
  type TriedPicture,
} from '../../core/side-by-side.ts';
import type { NodeLibrary } from '../run/index.ts';

/** What lies on the board; replies and money are the store's. Immutable. */
export interface Board {
  readonly pictures: readonly TriedPicture[];
  readonly columns: readonly TriedColumn[];
  /** Named by `starKey`. */
  readonly stars: readonly string[];
  /** US dollars; null: no cap. */
  readonly capUsd: number | null;
  /** What had been spent when this board was begun, US dollars. */
  readonly spentBeforeUsd: number;
}

/** A first try is bounded without anybody having thought of it. */
const DEFAULT_CAP_USD = 1;

export const EMPTY_BOARD: Board = {
  pictures: [],
  columns: [],
  stars: [],
  capUsd: DEFAULT_CAP_USD,
  spentBeforeUsd: 0,
};

const node = z.object({ type: z.string(), version: z.int(), params: jsonObjectSchema });
const boardSchema = z.object({
  pictures: z
    .array(
      z.object({
        hash: z.string().refine(isImageHash),
        root: z.string().max(4096),
        path: z.string().max(4096),
        width: z.number(),
        height: z.number(),
      }),
    )
    .max(MOST_PICTURES),
  columns: z.array(z.object({ id: z.string(), prompt: node.optional(), captioner: node })).max(MOST_COLUMNS),
  stars: z.array(z.string().max(100)).max(MOST_COLUMNS * MOST_PICTURES),
  capUsd: z.number().min(0).nullable(),
  spentBeforeUsd: z.number().min(0),
});

/** A board as it was kept. What does not have that shape, as of another version, gives an empty board: replies are not in it. */
export function readBoard(value: Json | undefined): Board {
  const parsed = boardSchema.safeParse(value);
  return parsed.success ? (parsed.data as unknown as Board) : EMPTY_BOARD;
}

/** Checks a column against the node types, and gives it the id that follows from what can change its captions. Throws USAGE, PARAMETER_INVALID. */
export function columnOf(library: NodeLibrary, column: Omit<TriedColumn, 'id'>): TriedColumn {
  const captioner = library.types.get(column.captioner.type);
  const prompt = column.prompt && library.types.get(column.prompt.type);
  const isPrompt =
    prompt?.shape === 'each' && Object.values(prompt.outputs).some(({ type }) => type === 'prompted-image');
  if (captioner?.shape !== 'batch' || (column.prompt !== undefined && !isPrompt))
    throw new UserError('USAGE', 'This is no captioner with a prompt.', { remedy: 'Choose another one.' });
  const identity = [column.prompt, column.captioner].map((one) => one && identityOf(library, one));
  const digest = createHash('sha256').update(canonicalJson(identity.map((one) => one ?? null)));
  return { ...column, id: `c${digest.digest('hex').slice(0, 16)}` };
}

function identityOf(library: NodeLibrary, { type, version, params }: TriedNode): JsonObject {
  const parsed = library.types.get(type)?.params.safeParse(params);
  if (!parsed?.success) {
    const [issue] = parsed?.error.issues ?? [];
    throw new UserError('PARAMETER_INVALID', `“${issue?.path.join('.') ?? type}” is not valid.`, {
      remedy: 'Change it, or leave it as it was.',
    });
  }
  return { type, version, params: resultParams(library, type, parsed.data as JsonObject) };
}

/** The parameters that can change a result. */
export function resultParams(library: NodeLibrary, type: string, params: JsonObject): JsonObject {
  const schemas = library.catalog.get(type)?.params ?? {};
  return Object.fromEntries(
    Object.entries(params).filter(([name]) => schemas[name]?.affectsResult !== false),
  );
}

/** Columns at the end, without those that are there. Throws USAGE when they are too many. */
export function withColumns(board: Board, added: readonly TriedColumn[]): Board {
  const columns = [...board.columns];
  for (const column of added) if (!columns.some(({ id }) => id === column.id)) columns.push(column);
  if (columns.length > MOST_COLUMNS)
    throw new UserError('USAGE', `More than ${MOST_COLUMNS} columns do not fit side by side.`, {
      remedy: 'Remove some first; what they replied stays known.',
    });
  return { ...board, columns };
}

/** Another column in the place of one; stars stay with the captions that they were given to. */
export function withChangedColumn(board: Board, id: string, next: TriedColumn): Board {
  const others = board.columns.filter((column) => column.id !== next.id || column.id === id);
  return tidied({ ...board, columns: others.map((column) => (column.id === id ? next : column)) });
}

export function withoutColumn(board: Board, id: string): Board {
  return tidied({ ...board, columns: board.columns.filter((column) => column.id !== id) });
}

export function withMovedColumn(board: Board, id: string, to: number): Board {
  const column = board.columns.find((one) => one.id === id);
  if (column === undefined) return board;
  const others = board.columns.filter((one) => one.id !== id);
  return { ...board, columns: [...others.slice(0, to), column, ...others.slice(to)] };
}

export function withoutPicture(board: Board, hash: string): Board {
  return tidied({ ...board, pictures: board.pictures.filter((picture) => picture.hash !== hash) });
}

export function withStar(board: Board, hash: string, column: string, on: boolean): Board {
  const key = starKey(hash, column);
  const others = board.stars.filter((star) => star !== key);
  return tidied({ ...board, stars: on ? [...others, key] : others });
}

/** Without stars of cells that are gone. */
function tidied(board: Board): Board {
  const cells = new Set(
    board.pictures.flatMap(({ hash }) => board.columns.map(({ id }) => starKey(hash, id))),
  );
  return { ...board, stars: board.stars.filter((star) => cells.has(star)) };
}
