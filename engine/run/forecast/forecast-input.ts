import type { Estimate, NodeForecast } from '../../../core/forecast.ts';
import type { CaptionId, NodeId, RunId } from '../../../core/ids.ts';
import type { CaptionFacts } from '../../store/forecasts-table.ts';
import type { Choice } from '../stratify.ts';
import { exactly, less, type Stratum, scale } from './intervals.ts';
import type { TalliedNode, Tally, TallyEvent } from './tally.ts';

/** What a forecast is made from. */
export interface ForecastInput {
  readonly run: RunId;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly flowRevision: number;
  readonly to: NodeId | undefined;
  readonly plan: readonly TalliedNode[];
  readonly tally: Tally;
  /** Of what the tally is a part. */
  readonly choice: Choice;
  /** The samples were chosen by chance; else they are those that a run of everything came to first. */
  readonly chosen: boolean;
  /** Samples that each node has settled, whether they were followed or not. */
  readonly settled: ReadonlyMap<NodeId, number>;
  readonly facts: ReadonlyMap<CaptionId, CaptionFacts>;
  /** Some run of everything has written captions. */
  readonly wholeRuns: boolean;
  /** How many captions runs of everything have written at a node that are like these. */
  readonly countLike: (node: NodeId, captions: readonly CaptionId[]) => number;
  /** Captioners that a run of everything asks by batch, with what that costs as a share of asking directly, where it is known. */
  readonly deliveries: ReadonlyMap<NodeId, { readonly share: number | undefined }>;
  /** US dollars that the run has spent, by node. */
  readonly spent: ReadonlyMap<NodeId, number>;
  /** Images that the project knows; nothing of them is read again. */
  readonly knownImages: number;
  /** Nodes of the flow that gather samples into datasets. */
  readonly collectors: number;
  /** Bytes of a thumbnail. */
  readonly thumbnail: Estimate | undefined;
  /** Bytes that thumbnails may take in all. */
  readonly cacheLimit: number;
}

/** What one node did in the trial. */
export interface NodeSample {
  readonly planned: TalliedNode;
  readonly events: readonly TallyEvent[];
  /** The strata, with a number for each of their roots that is worked out from what the node did with it. */
  strata(of: (events: readonly TallyEvent[]) => number): readonly Stratum[];
}

/** A node's forecast, and what the whole needs of it besides. */
export interface NodeFigures extends NodeForecast {
  /** Growth of the project file by its captions, bytes. */
  readonly bytes?: Estimate;
}

/**
 * What is left for a node to do of a total, of which the followed samples have seen so much. A trial follows all of its samples; of another run
 * only their number is known.
 */
export function stillToDo(
  { chosen, settled }: ForecastInput,
  { planned }: NodeSample,
  arrived: Estimate,
  total: Estimate,
  seen: number,
): Estimate {
  if (chosen) return less(total, seen);
  const done = (settled.get(planned.node.id) ?? 0) / Math.max(1, arrived.value);
  return scale(total, exactly(Math.max(0, 1 - done)));
}

export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
