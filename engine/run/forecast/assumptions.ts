import type { ForecastInput, NodeFigures } from './forecast-input.ts';
import { FEWEST } from './intervals.ts';
import { paceOf } from './node-time.ts';

/** Shapes whose verdicts depend on the other samples. */
const JUDGES_TOGETHER: ReadonlySet<string> = new Set(['scan', 'cohort']);

/** What the forecast takes for granted, one sentence each, the most important first. */
export function assumptionsOf(
  input: ForecastInput,
  nodes: readonly NodeFigures[],
  samples: number,
  tried: number,
): readonly string[] {
  const { plan, choice } = input;
  const first: string[] = [];
  if (!input.chosen)
    first.push(
      'The samples are those that the run came to first, not a part that chance chose: later folders may differ, and none of them is taken to be known.',
    );
  if (tried < FEWEST && tried < samples)
    first.push(
      `With fewer than ${FEWEST} samples tried, nothing is said of how far off the forecast may be.`,
    );
  if (tried >= FEWEST && tried < samples && choice.strata.size > 1)
    first.push(`${choice.strata.size} groups of folders each gave their share; each counts by its size.`);
  return [
    ...first,
    ...plan.flatMap((planned, index) => {
      const { node, type } = planned;
      const title = node.title || type.title;
      const figures = nodes[index];
      if (figures === undefined) return [];
      if (figures.tried === 0 && type.shape !== 'source')
        return [`No sample of the trial came to “${title}”: what it will take is not in the forecast.`];
      if (JUDGES_TOGETHER.has(type.shape))
        return [
          `“${title}” judges samples by each other: among all of them it may reject more than in a part.`,
        ];
      if (type.shape === 'source' && figures.seconds === undefined)
        return [
          `How fast “${title}” reads new pictures was not measured: it is taken to be faster than what comes after it.`,
        ];
      return type.shape === 'batch' ? captionerAssumptions(input, title, figures) : [];
    }),
    'Datasets, exports and other jobs at the end are not in the time.',
  ];
}

function captionerAssumptions(input: ForecastInput, title: string, { id, costUsd }: NodeFigures): string[] {
  const events = input.tally.roots.flatMap((root) => root.events.filter(({ node }) => node === id));
  const pace = paceOf(input, events);
  const fresh = events.some(({ reused, outcome }) => !reused && outcome !== 'failed');
  const found: string[] = [];
  const delivery = input.deliveries.get(id);
  if (delivery)
    return [
      `“${title}” asks by batch, within a day by most providers' word: its time is not in the forecast.`,
      delivery.share === undefined
        ? `No batch price is known for “${title}”: the full one is taken.`
        : `By batch “${title}” costs ${Math.round(delivery.share * 100)} % of what the trial paid.`,
    ];
  if (pace)
    found.push(
      `“${title}” goes on with ${pace.atOnce} ${pace.atOnce === 1 ? 'request' : 'requests'} at once, the most that the trial reached, at ${seconds(pace.latency.value)} each. An endpoint that bears more is faster.`,
    );
  else if (!fresh && events.length > 0)
    found.push(`“${title}” had nothing to ask in the trial, so its speed is not known.`);
  if (!fresh && events.length > 0 && input.wholeRuns)
    found.push(`What “${title}” knows of the other samples was counted, not tried: at worst it is nothing.`);
  if (costUsd === undefined && events.some(({ caption }) => caption !== undefined))
    found.push(`“${title}” has no price: what it costs is not known.`);
  return found;
}

function seconds(value: number): string {
  return value < 1 ? `${Math.max(1, Math.round(value * 1000))} ms` : `${value.toFixed(1)} s`;
}
