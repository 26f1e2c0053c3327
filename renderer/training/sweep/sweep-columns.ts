import { figuresOf, type Spread, spreadOf, summarizeSweep } from '../../../core/training/summarize-sweep.ts';
import type { Sweep, SweepRow, SweepRowState, SweptValue } from '../../../core/training/sweep.ts';

/** One line of the table: a run, or the runs that differ by their seeds alone. */
export interface SweepLine {
  readonly settings: Readonly<Record<string, SweptValue>>;
  readonly figures: Readonly<Record<string, Spread>>;
  readonly rows: readonly SweepRow[];
  /** Of a single run. */
  readonly state: SweepRowState | undefined;
}

/** By what the lines are sorted: a setting, a figure, or nothing, which is the order in which they were asked for. */
export interface SweepOrder {
  readonly by: string | undefined;
  readonly isDown: boolean;
}

/** The lines of a sweep: each run, or each group with mean and spread. */
export function sweepLines({ rows }: Pick<Sweep, 'rows'>, view: 'runs' | 'means'): readonly SweepLine[] {
  if (view === 'means')
    return summarizeSweep(rows).map(({ settings, figures, rows: members }) => ({
      settings,
      figures,
      rows: members,
      state: undefined,
    }));
  return rows.map((row) => ({
    settings: row.settings,
    figures: Object.fromEntries(
      Object.entries(figuresOf(row)).map(([name, value]) => [name, spreadOf([value])]),
    ),
    rows: [row],
    state: row.state,
  }));
}

/** Names of the settings that are columns: those that some line has, in the order in which they were given. */
export function settingNames(names: readonly string[], lines: readonly SweepLine[]): readonly string[] {
  return names.filter((name) => lines.some(({ settings }) => Object.hasOwn(settings, name)));
}

/** Names of the figures that some line has: losses, agreement, measures by name, and the time last. */
export function figureNames(lines: readonly SweepLine[]): readonly string[] {
  const names = new Set(lines.flatMap(({ figures }) => Object.keys(figures)));
  const first = ['loss', 'heldOutLoss', 'agreement'].filter((name) => names.has(name));
  const measures = [...names].filter((name) => !first.includes(name) && name !== 'seconds');
  return [...first, ...measures, ...(names.has('seconds') ? ['seconds'] : [])];
}

/** Sorted by one column; equal ones stay in their order, and lines without the value stand last either way. */
export function sortLines(lines: readonly SweepLine[], { by, isDown }: SweepOrder): readonly SweepLine[] {
  if (by === undefined) return lines;
  const shown = ({ figures, settings }: SweepLine) => figures[by]?.mean ?? settings[by];
  const sign = isDown ? -1 : 1;
  return [...lines].sort((a, b) => {
    const [left, right] = [shown(a), shown(b)];
    if (left === undefined || right === undefined)
      return Number(left === undefined) - Number(right === undefined);
    if (typeof left === 'number' && typeof right === 'number') return sign * (left - right);
    return sign * String(left).localeCompare(String(right), 'en', { numeric: true });
  });
}

/** Whether less is better in this column. */
export function isLessBetter(figure: string): boolean {
  return figure === 'loss' || figure === 'heldOutLoss' || figure === 'seconds';
}

/** The best mean of a column; undefined where fewer than two means differ, or where it is only time. */
export function bestOf(lines: readonly SweepLine[], figure: string): number | undefined {
  const means = lines.flatMap(({ figures }) => figures[figure]?.mean ?? []);
  if (new Set(means).size < 2 || figure === 'seconds') return undefined;
  return isLessBetter(figure) ? Math.min(...means) : Math.max(...means);
}

/** The table as RFC 4180 has it, with means, deviations and counts as columns of their own where lines stand for several runs. */
export function sweepCsv(
  names: readonly string[],
  lines: readonly SweepLine[],
  view: 'runs' | 'means',
): string {
  const settings = settingNames(names, lines);
  const figures = figureNames(lines);
  const head =
    view === 'runs'
      ? [...settings, 'state', ...figures]
      : [...settings, 'runs', ...figures.flatMap((name) => [`${name} mean`, `${name} sd`])];
  const body = lines.map(({ settings: own, figures: values, state, rows }) => [
    ...settings.map((name) => own[name]),
    view === 'runs' ? state : rows.filter((row) => row.state === 'done').length,
    ...figures.flatMap((name) =>
      view === 'runs' ? [values[name]?.mean] : [values[name]?.mean, values[name]?.deviation],
    ),
  ]);
  return [head, ...body].map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

/** Spreadsheets take a text that begins with one of these for a formula. */
const FORMULA = /^[=+@\t\r-]/;

function cell(value: SweptValue | undefined): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
