import type { Estimate, NodeForecast } from '../../../core/forecast.ts';
import { type ForecastInput, type NodeSample, stillToDo } from './forecast-input.ts';
import { add, complement, estimateMean, exactly, scale } from './intervals.ts';
import type { TalliedNode, TallyEvent } from './tally.ts';

/** How a captioner worked in the trial. */
export interface Pace {
  /** Most requests that were under way at once. */
  readonly atOnce: number;
  /** Seconds that a reply took. */
  readonly latency: Estimate;
}

/** What the replies that came in this run say of the pace; undefined where there are none. */
export function paceOf({ run, facts }: ForecastInput, events: readonly TallyEvent[]): Pace | undefined {
  const replies = events.flatMap(({ caption, reused }) => {
    const found = caption === undefined || reused ? undefined : facts.get(caption);
    return found?.run === run && found.latencyMs !== undefined ? [{ ms: found.latencyMs, at: found.at }] : [];
  });
  if (replies.length === 0 || replies.every(({ ms }) => ms === 0)) return undefined;
  const moments = replies
    .flatMap(({ ms, at }) => [
      { at: at - ms, step: 1 },
      { at, step: -1 },
    ])
    .sort((a, b) => a.at - b.at || a.step - b.step);
  let underWay = 0;
  let atOnce = 1;
  for (const { step } of moments) {
    underWay += step;
    atOnce = Math.max(atOnce, underWay);
  }
  return { atOnce, latency: estimateMean(replies.map(({ ms }) => ms / 1000)) };
}

/**
 * Seconds that a source or a captioner still needs by itself. A captioner goes on with as many requests at once as the trial reached (J. D. C.
 * Little, Operations Research 9 (1961), 383–387: rate = number under way ÷ time of each); the slow end is the pace that was measured, ramp left
 * out. Nodes between them take no time worth forecasting, or the time of those before them.
 */
export function nodeSeconds(
  input: ForecastInput,
  sample: NodeSample,
  arrived: Estimate,
  unknownShare: Estimate | undefined,
): Estimate | undefined {
  const { planned, events } = sample;
  const { shape } = planned.type;
  if (shape !== 'source' && shape !== 'batch') return undefined;
  // A provider takes its time for a batch, and says no more than that it is within a day.
  if (input.deliveries.has(planned.node.id)) return undefined;
  const left = stillToDo(input, sample, arrived, arrived, events.length);
  const share = unknownShare ?? newImages(input, arrived);
  if (left.high === 0 || share.high === 0) return exactly(0);
  const each = secondsEach(input, planned.node.id, events);
  // Pictures are read many at once: a few of them say nothing of the pace.
  if (shape === 'source' && each?.low === undefined) return undefined;
  return each && scale(scale(left, share), each);
}

function secondsEach(
  input: ForecastInput,
  node: string,
  events: readonly TallyEvent[],
): Estimate | undefined {
  const measured = input.tally.times.get(node)?.secondsEach();
  const pace = paceOf(input, events);
  if (pace === undefined || measured === undefined) return measured;
  const { atOnce, latency } = pace;
  const value = Math.min(measured.value, latency.value / atOnce);
  if (latency.low === undefined || measured.high === undefined) return { value };
  return { value, low: Math.min(value, latency.low / atOnce), high: measured.high };
}

/** Share of the images outside of the trial that have to be read. */
function newImages({ knownImages, tally }: ForecastInput, arrived: Estimate): Estimate {
  const rest = Math.max(1, arrived.value - tally.roots.length);
  const known = Math.max(0, knownImages - tally.roots.length);
  return complement(exactly(Math.min(1, known / rest)));
}

/** Nodes work side by side, so that the slowest decides; what waits for all others begins when they have ended. Undefined where a captioner's time is not known. */
export function wholeSeconds(
  plan: readonly TalliedNode[],
  nodes: readonly NodeForecast[],
): Estimate | undefined {
  const phaseOf = new Map<string, number>();
  const phases = new Map<number, Estimate[]>();
  for (const [index, { node, type, inputs }] of plan.entries()) {
    const before = inputs.map(({ from }) => phaseOf.get(from.node) ?? 0);
    const phase = Math.max(0, ...before) + (type.shape === 'cohort' ? 1 : 0);
    phaseOf.set(node.id, phase);
    const figures = nodes[index];
    const seconds = figures?.seconds;
    if (!seconds && type.shape === 'batch' && figures && figures.tried > 0) return undefined;
    if (seconds) phases.set(phase, [...(phases.get(phase) ?? []), seconds]);
  }
  return phases.size === 0 ? undefined : add([...phases.values()].map(slowest));
}

function slowest(estimates: readonly Estimate[]): Estimate {
  const value = Math.max(...estimates.map((one) => one.value));
  const lows = estimates.flatMap(({ low }) => low ?? []);
  const highs = estimates.flatMap(({ high }) => high ?? []);
  if (lows.length < estimates.length || highs.length < estimates.length) return { value };
  return { value, low: Math.max(...lows), high: Math.max(...highs) };
}
