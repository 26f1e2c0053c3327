import type { SweepRow } from './sweep.ts';

/** Settings that repeat a run and are not what is studied. */
const SEEDS: ReadonlySet<string> = new Set(['seed', 'after.seed']);

/** Mean and spread of one figure over repetitions. */
export interface Spread {
  readonly mean: number;
  /** Sample standard deviation (n − 1); absent for one value. */
  readonly deviation?: number;
  readonly count: number;
}

/** Runs that differ by their seeds alone. */
export interface SweepGroup {
  readonly settings: SweepRow['settings'];
  readonly rows: readonly SweepRow[];
  /** By name of the figure, over those runs that are done and have it. */
  readonly figures: Readonly<Record<string, Spread>>;
}

/** The figures of a run by name: `loss`, `heldOutLoss`, `agreement`, `seconds`, and the measures by their own names. */
export function figuresOf({
  loss,
  heldOutLoss,
  agreement,
  seconds,
  measures,
}: SweepRow): Record<string, number> {
  const all = { loss, heldOutLoss, agreement, ...measures, seconds };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
}

/** Runs that differ by their seeds alone, together, in the order of the table, with mean and spread of what came out. */
export function summarizeSweep(rows: readonly SweepRow[]): readonly SweepGroup[] {
  const groups = new Map<string, SweepRow[]>();
  for (const row of rows) {
    const name = JSON.stringify(Object.entries(withoutSeeds(row.settings)));
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return [...groups.values()].map((members) => ({
    settings: withoutSeeds((members[0] as SweepRow).settings),
    rows: members,
    figures: spreads(members.filter(({ state }) => state === 'done').map(figuresOf)),
  }));
}

function withoutSeeds(settings: SweepRow['settings']): SweepRow['settings'] {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !SEEDS.has(name)));
}

function spreads(all: readonly Record<string, number>[]): Record<string, Spread> {
  const names = new Set(all.flatMap((figures) => Object.keys(figures)));
  return Object.fromEntries(
    [...names].map((name) => [name, spreadOf(all.flatMap((figures) => figures[name] ?? []))]),
  );
}

/** Of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count < 2) return { mean, count };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (count - 1)), count };
}
