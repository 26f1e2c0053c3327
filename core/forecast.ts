import type { NodeId, RunId } from './ids.ts';

/*
 * What a trial run says about the whole [RUN12], as data for every host. Intervals are at 95 %. Money is US dollars, times are seconds,
 * sizes are bytes.
 */

/** A number that is not known exactly. Without `low` and `high` too few samples were seen to say how far off it may be. */
export interface Estimate {
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

/** Forecast of one node. Counts are of the whole, the trial included; money, tokens and time are of what is still to be done. */
export interface NodeForecast {
  readonly id: NodeId;
  readonly type: string;
  /** Samples of the trial that came in; what is said of the node rests on them. */
  readonly tried: number;
  readonly in: Estimate;
  readonly kept: Estimate;
  readonly rejected: Estimate;
  readonly failed: Estimate;
  /** Of those that come in, from 0 to 1. */
  readonly rejectedRate: Estimate;
  readonly failedRate: Estimate;
  /** Of the whole, how many have a result already; undefined for nodes whose results are not stored. */
  readonly known?: Estimate;
  /** Absent where no price is known, and for nodes that cost nothing ever. */
  readonly costUsd?: Estimate;
  readonly promptTokens?: Estimate;
  readonly completionTokens?: Estimate;
  /** Of this node alone; absent where nothing was measured. */
  readonly seconds?: Estimate;
  /** Why samples were rejected in the trial, most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
}

/** Forecast of a run of everything, from a stratified part of the samples. */
export interface Forecast {
  /** The trial that it rests on. */
  readonly run: RunId;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly flowRevision: number;
  /** Run to this node only. */
  readonly to?: NodeId;
  /** Of the whole, as the sources list them. */
  readonly samples: number;
  /** Of the trial. */
  readonly tried: number;
  /** Folders of the sources that gave their share. */
  readonly strata: number;
  /** Samples that leave the flow at its end. */
  readonly captions: Estimate;
  /** Samples that a node rejects, and samples that fail, of all; from 0 to 1. */
  readonly rejectedRate: Estimate;
  readonly failedRate: Estimate;
  /** What is still to be done: results that are stored cost nothing again. */
  readonly seconds?: Estimate;
  readonly costUsd?: Estimate;
  readonly promptTokens?: Estimate;
  readonly completionTokens?: Estimate;
  /** Growth of the project file, and of the thumbnails beside it. */
  readonly projectBytes?: Estimate;
  readonly cacheBytes?: Estimate;
  /** What the trial itself has spent. */
  readonly spentUsd: number;
  /** The most that was set aside for one request: under a cap, so much has to be left for the last one. */
  readonly headroomUsd: number;
  readonly nodes: readonly NodeForecast[];
  /** Nodes whose kept samples leave the flow. */
  readonly ends: readonly NodeId[];
  /** What was assumed, one sentence each. */
  readonly assumes: readonly string[];
}

/** Numbers that a forecast is compared by. */
export const COMPARED = [
  'captions',
  'costUsd',
  'seconds',
  'promptTokens',
  'completionTokens',
  'rejectedRate',
  'failedRate',
] as const satisfies readonly (keyof Forecast)[];
export type Compared = (typeof COMPARED)[number];

/** What a run came to, by the names of a forecast; undefined where it is not known. */
export type Actual = { readonly [Name in Compared]?: number };

/** One number of a forecast beside what it came to. */
export interface Comparison {
  readonly name: Compared;
  readonly forecast: Estimate;
  readonly actual: number;
  /** Whether the fact lies in the interval; undefined where the forecast had none. */
  readonly inside?: boolean;
}

/** The forecast that a run followed, and how it came out. */
export interface ForecastReport {
  readonly forecast: Forecast;
  /** Empty while the run is under way, and after one that was stopped: it did not do what was forecast. */
  readonly comparisons: readonly Comparison[];
}

/** Puts forecast and fact side by side; what only one of them has is left out. */
export function compareForecast(forecast: Forecast, actual: Actual): readonly Comparison[] {
  return COMPARED.flatMap((name): Comparison[] => {
    const estimate = forecast[name];
    const fact = actual[name];
    if (estimate === undefined || fact === undefined) return [];
    const { low, high } = estimate;
    const inside = low === undefined || high === undefined ? undefined : low <= fact && fact <= high;
    return [{ name, forecast: estimate, actual: fact, ...(inside !== undefined && { inside }) }];
  });
}
