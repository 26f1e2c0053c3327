import type { CaptionerRef } from './captioner.ts';
import type { ErrorRecord } from './errors.ts';
import type { CaptionId, ImageHash } from './ids.ts';
import type { JsonObject } from './json.ts';
import type { FinishReason } from './sample.ts';

/*
 * Pictures and captioners side by side, before anything is built: what the screen shows of it, and what is said of a column. Money is US
 * dollars, times are milliseconds.
 */

/** More are a run, not a try. */
export const MOST_PICTURES = 10;
export const MOST_COLUMNS = 12;

/** A node without a place: its type, and what differs from the type's defaults. */
export interface TriedNode {
  readonly type: string;
  readonly version: number;
  readonly params: JsonObject;
}

/** One way to caption: a captioner with its settings, and the prompt that it is given. */
export interface TriedColumn {
  /** Follows from what can change a caption: the same settings are the same column, and know what was replied before. */
  readonly id: string;
  /** Absent: the captioner's own instruction. */
  readonly prompt?: TriedNode;
  readonly captioner: TriedNode;
}

/** A picture on the board. */
export interface TriedPicture {
  readonly hash: ImageHash;
  /** Absolute folder, and the path below it with forward slashes: as a source of this folder would name it. */
  readonly root: string;
  readonly path: string;
  readonly width: number;
  readonly height: number;
}

/** What is so about a reply that a flow made of the column would reject. */
export interface TriedFlag {
  readonly reason: string;
  readonly detail?: string;
}

/** A stored reply. */
export interface TriedCaption {
  readonly id: CaptionId;
  readonly text: string;
  readonly model: string;
  readonly finishReason: FinishReason;
  /** As it was sent. */
  readonly prompt: string;
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  /** 0 for local models, absent where no price is known. */
  readonly costUsd?: number;
  readonly latencyMs?: number;
  readonly flags: readonly TriedFlag[];
}

/** `waiting`: its column is under way, or held up by what stands in its head. */
export type TriedCell =
  | { readonly state: 'empty' | 'running' | 'waiting' }
  | { readonly state: 'done'; readonly caption: TriedCaption }
  | { readonly state: 'failed'; readonly error: ErrorRecord };

/** A column with what is known of it now. */
export interface TriedColumnState extends TriedColumn {
  /** Whom it asks. */
  readonly captionerRef: CaptionerRef;
  /** `queued`: local models work one after the other. */
  readonly state: 'idle' | 'queued' | 'running' | 'paused';
  /** What holds it up, or kept it from starting. */
  readonly reason?: ErrorRecord;
  /** Cells without a caption that could have one. */
  readonly missing: number;
  /** The most that these can cost; 0 for what runs here, absent where no price is known. */
  readonly worstUsd?: number;
  /** By picture. */
  readonly cells: Readonly<Record<ImageHash, TriedCell>>;
}

/** The whole board as every window shows it. */
export interface TriedBoard {
  readonly pictures: readonly (TriedPicture & { readonly problem?: ErrorRecord })[];
  readonly columns: readonly TriedColumnState[];
  /** Starred cells, each as `starKey` names it. */
  readonly stars: readonly string[];
  /** The most that this board may spend; absent: no cap. */
  readonly capUsd?: number;
  readonly spentUsd: number;
  readonly reservedUsd: number;
}

/** A prompt to choose from. */
export interface PromptPreset {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly node: TriedNode;
}

/** Names a cell. */
export function starKey(hash: string, column: string): string {
  return `${hash} ${column}`;
}

/** A mean with its 95 % interval; without one where too few are known, or all are alike. */
export interface Mean {
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

/** What a column comes to. Absent where nothing is known. */
export interface ColumnSummary {
  readonly captions: number;
  readonly failed: number;
  /** Captions that a flow would reject. */
  readonly flagged: number;
  /** Characters. */
  readonly meanLength?: number;
  readonly meanMs?: number;
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  readonly costUsd?: number;
  /** Of 1,000 pictures; absent also where one caption has no price. */
  readonly usdPerThousand?: Mean;
}

/** Two-sided 95 % quantiles of Student's t by degrees of freedom, from 1. */
const STUDENT = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262] as const;
/** With fewer, an interval would say nothing but that. */
const LEAST_FOR_INTERVAL = 3;

/** Sums a column up. */
export function summarize(cells: readonly TriedCell[]): ColumnSummary {
  const captions = cells.flatMap((cell) => (cell.state === 'done' ? [cell.caption] : []));
  const numbers = (of: (caption: TriedCaption) => number | undefined) =>
    captions.map(of).filter((value) => value !== undefined);
  const costs = numbers(({ costUsd }) => costUsd);
  const complete = costs.length === captions.length && costs.length > 0;
  return {
    captions: captions.length,
    failed: cells.filter(({ state }) => state === 'failed').length,
    flagged: captions.filter(({ flags }) => flags.length > 0).length,
    ...withMean(
      'meanLength',
      captions.map(({ text }) => [...text].length),
    ),
    ...withMean(
      'meanMs',
      numbers(({ latencyMs }) => latencyMs),
    ),
    ...withMean(
      'promptTokens',
      numbers(({ promptTokens }) => promptTokens),
    ),
    ...withMean(
      'completionTokens',
      numbers(({ completionTokens }) => completionTokens),
    ),
    ...(complete && { costUsd: sum(costs), usdPerThousand: perThousand(costs) }),
  };
}

function withMean<Name extends string>(
  name: Name,
  values: readonly number[],
): { readonly [N in Name]?: number } {
  return (values.length === 0 ? {} : { [name]: sum(values) / values.length }) as { [N in Name]?: number };
}

/** Mean ± t · s / √n, times 1,000; never below nothing. */
function perThousand(costs: readonly number[]): Mean {
  const count = costs.length;
  const mean = sum(costs) / count;
  const student = STUDENT[count - 2];
  if (count < LEAST_FOR_INTERVAL || student === undefined) return { value: mean * 1000 };
  const variance = sum(costs.map((cost) => (cost - mean) ** 2)) / (count - 1);
  const half = student * Math.sqrt(variance / count);
  if (half <= mean * 1e-9) return { value: mean * 1000 };
  return { value: mean * 1000, low: Math.max(0, mean - half) * 1000, high: (mean + half) * 1000 };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
