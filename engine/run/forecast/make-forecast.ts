import type { Estimate, Forecast, NodeForecast } from '../../../core/forecast.ts';
import { assumptionsOf } from './assumptions.ts';
import { type ForecastInput, type NodeFigures, type NodeSample, sumOf } from './forecast-input.ts';
import { add, estimateCount, estimateRate, exactly, type Stratum, scale } from './intervals.ts';
import { nodeMoney } from './node-money.ts';
import { nodeSeconds, wholeSeconds } from './node-time.ts';
import type { TalliedNode, TalliedRoot, TallyEvent } from './tally.ts';

/** Rows of an image in the project file with their indexes, bytes, without EXIF. */
const IMAGE_BYTES = 300;
/** A dataset's record of a sample; the caption's text is not in it again. */
const RECORD_BYTES = 420;
const MOST_REASONS = 20;

/** Forecasts the whole from a part of it [RUN12]. Every number is per sample of the sources, so that strata and their sizes are known. */
export function makeForecast(input: ForecastInput): Forecast {
  const groups = groupByStratum(input);
  const samples = groups.reduce((sum, { population }) => sum + population, 0);
  const tried = groups.reduce((sum, { roots }) => sum + roots.length, 0);
  const nodes = input.plan.map((planned) => forecastNode(input, nodeSample(planned, groups), samples));
  const ends = input.plan.filter(isEnd).map(({ node }) => node.id);
  const perRoot = (holds: (root: TalliedRoot) => boolean): readonly Stratum[] =>
    groups.map(({ population, roots }) => ({
      population,
      values: roots.map((root) => (holds(root) ? 1 : 0)),
    }));
  const rateOf = (outcome: TallyEvent['outcome']) =>
    divide(
      estimateCount(perRoot(({ events }) => events.some((event) => event.outcome === outcome))),
      samples,
    );
  const newImages = Math.max(0, samples - Math.max(tried, input.knownImages));
  const captions = estimateCount(
    perRoot(({ events }) => events.some(({ node, outcome }) => outcome === 'kept' && ends.includes(node))),
  );
  const seconds = wholeSeconds(input.plan, nodes);
  const bytes = projectBytes(input, captions, nodes, newImages);
  return {
    run: input.run,
    at: input.at,
    flowRevision: input.flowRevision,
    ...(input.to !== undefined && { to: input.to }),
    samples,
    tried,
    strata: groups.length,
    captions,
    rejectedRate: rateOf('rejected'),
    failedRate: rateOf('failed'),
    ...(seconds && { seconds }),
    ...moneyOfAll(input.plan, nodes),
    ...(bytes && { projectBytes: bytes }),
    ...(input.thumbnail && {
      cacheBytes: atMost(scale(input.thumbnail, exactly(newImages)), input.cacheLimit),
    }),
    spentUsd: [...input.spent.values()].reduce((sum, usd) => sum + usd, 0),
    headroomUsd: input.tally.headroomUsd,
    nodes: nodes.map(({ bytes: _, ...node }) => node),
    ends,
    assumes: assumptionsOf(input, nodes, samples, tried),
  };
}

interface Group {
  readonly population: number;
  readonly roots: readonly TalliedRoot[];
}

function groupByStratum({ tally, choice }: ForecastInput): readonly Group[] {
  const roots = new Map<string, TalliedRoot[]>();
  for (const root of tally.roots) {
    const name = choice.stratumOf(root.source, root.path);
    const list = roots.get(name);
    if (list) list.push(root);
    else roots.set(name, [root]);
  }
  return [...choice.strata].map(([name, population]) => ({ population, roots: roots.get(name) ?? [] }));
}

function nodeSample(planned: TalliedNode, groups: readonly Group[]): NodeSample {
  const { id } = planned.node;
  const byGroup = groups.map(({ population, roots }) => ({
    population,
    events: roots.map(({ events }) => events.filter(({ node }) => node === id)),
  }));
  return {
    planned,
    events: byGroup.flatMap(({ events }) => events.flat()),
    strata: (of) => byGroup.map(({ population, events }) => ({ population, values: events.map(of) })),
  };
}

function forecastNode(input: ForecastInput, sample: NodeSample, samples: number): NodeFigures {
  const { planned, events } = sample;
  const isSource = planned.type.shape === 'source';
  const counts = (outcome: TallyEvent['outcome']) =>
    estimateCount(sample.strata((some) => some.filter((event) => event.outcome === outcome).length));
  const arrived = estimateCount(sample.strata((some) => some.length));
  const all = isSource && input.plan.filter(({ type }) => type.shape === 'source').length === 1;
  const figures = {
    id: planned.node.id,
    type: planned.type.type,
    tried: events.length,
    in: all ? exactly(samples) : arrived,
    kept: counts('kept'),
    rejected: counts('rejected'),
    failed: counts('failed'),
    rejectedRate: rateOf(sample, 'rejected'),
    failedRate: rateOf(sample, 'failed'),
    reasons: reasonsOf(events),
  };
  const money = planned.type.shape === 'batch' ? nodeMoney(input, sample, figures.in) : undefined;
  const seconds = nodeSeconds(input, sample, figures.in, money?.unknownShare);
  return { ...figures, ...money?.figures, ...(seconds && { seconds }) };
}

/** Of those that come to the node: a stratum counts by how many of it are expected there. */
function rateOf(sample: NodeSample, outcome: TallyEvent['outcome']): Estimate {
  const arrivals = sample.strata((some) => some.length);
  const hits = sample.strata((some) => some.filter((event) => event.outcome === outcome).length);
  return estimateRate(
    arrivals.map(({ population, values }, index) => {
      const tried = sumOf(values);
      const expected = values.length === 0 ? 0 : (population * tried) / values.length;
      return { population: Math.max(tried, expected), tried, hits: sumOf(hits[index]?.values ?? []) };
    }),
  );
}

function reasonsOf(events: readonly TallyEvent[]): NodeForecast['reasons'] {
  const counts = new Map<string, number>();
  for (const { reason } of events)
    if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1))
    .slice(0, MOST_REASONS);
}

/** Kept samples go nowhere from here, or to what a trial leaves out. */
function isEnd({ keptPort, outputs }: TalliedNode): boolean {
  return keptPort !== '' && !outputs.some(({ port }) => port === keptPort);
}

/** A sum is known only where every part is: one captioner without a price leaves the cost open. */
function moneyOfAll(
  plan: readonly TalliedNode[],
  nodes: readonly NodeFigures[],
): Pick<Forecast, 'costUsd' | 'promptTokens' | 'completionTokens'> {
  const paying = nodes.filter(({ tried }, index) => tried > 0 && plan[index]?.type.shape === 'batch');
  const total = (of: 'costUsd' | 'promptTokens' | 'completionTokens') => {
    const parts = paying.flatMap((node) => node[of] ?? []);
    return parts.length === paying.length ? { [of]: add(parts) } : {};
  };
  return { ...total('costUsd'), ...total('promptTokens'), ...total('completionTokens') };
}

function projectBytes(
  { tally, collectors }: ForecastInput,
  captions: Estimate,
  nodes: readonly NodeFigures[],
  newImages: number,
): Estimate | undefined {
  if (tally.roots.length === 0) return undefined;
  const records = scale(captions, exactly(collectors * RECORD_BYTES));
  return add([exactly(newImages * IMAGE_BYTES), records, ...nodes.flatMap(({ bytes }) => bytes ?? [])]);
}

function divide(estimate: Estimate, by: number): Estimate {
  return by === 0 ? exactly(0) : scale(estimate, exactly(1 / by));
}

function atMost({ value, low, high }: Estimate, limit: number): Estimate {
  const cut = (one: number) => Math.min(one, limit);
  return low === undefined || high === undefined
    ? { value: cut(value) }
    : { value: cut(value), low: cut(low), high: cut(high) };
}
