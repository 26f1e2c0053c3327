import { readFileSync, writeFileSync } from 'node:fs';
import type { BenchResult, FigureResult, MeasuredBench } from './bench-result.ts';
import { plainNumber } from './statistics.ts';

const BEGIN = '<!-- figures: written by `npm run bench` -->';
const END = '<!-- end of figures -->';

/** Puts the table of all results between the marks of a page; the rest of the page stays as people wrote it. */
export function writeTable(page: string, results: readonly BenchResult[]): void {
  const text = readFileSync(page, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`The marks of the table are missing in ${page}.`);
  const table = renderTable(results);
  writeFileSync(page, `${text.slice(0, begin + BEGIN.length)}\n${table}\n${text.slice(end)}`);
}

/** Markdown: one row a figure, then what it was measured on, each machine once. */
export function renderTable(results: readonly BenchResult[]): string {
  const measured = results.filter((result) => result.status === 'measured');
  const machines = [...new Set(measured.map(describe))];
  const rows = measured.flatMap((result) =>
    result.figures.map((figure) => row(result, figure, machines.indexOf(describe(result)) + 1)),
  );
  const missing = results.filter((result) => result.status !== 'measured');
  return [
    '| bench | what | against | median | from – to | at least | aim | rounds | measured |',
    '|---|---|---|---|---|---|---|---|---|',
    ...rows,
    '',
    ...machines.map((machine, index) => `${index + 1}. ${machine}`),
    ...missing.map(({ bench, status, reason }) => `- \`${bench}\` was ${status}: ${reason.split('\n')[0]}`),
  ].join('\n');
}

function row(result: MeasuredBench, figure: FigureResult, machine: number): string {
  const { title, against, unit, median, spread, values } = figure;
  const [low, high] = spread;
  const load = result.loadAverage[0].toFixed(1);
  const cells = [
    `\`${result.bench}\``,
    title,
    against,
    `**${withUnit(median, unit)}**${verdict(figure)}`,
    `${plainNumber(low)} – ${plainNumber(high)}`,
    bound(figure, figure.target),
    bound(figure, figure.aim),
    String(values.length),
    `${result.measuredAt.slice(0, 10)}, load ${load}, machine ${machine}`,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** Said in words, so that nobody has to compare two columns. */
function verdict({ better, median, target, aim }: FigureResult): string {
  const meets = (bound: number) => (better === 'higher' ? median >= bound : median <= bound);
  if (aim !== undefined && meets(aim)) return ' (aim met)';
  if (target === undefined) return '';
  return meets(target) ? ' (met)' : ' (missed)';
}

function bound({ better, unit }: FigureResult, value: number | undefined): string {
  if (value === undefined) return '–';
  return `${better === 'higher' ? '≥' : '≤'} ${withUnit(value, unit)}`;
}

function withUnit(value: number, unit: string): string {
  return `${plainNumber(value)}${unit === '×' || unit === '' ? unit : ` ${unit}`}`;
}

function describe({ machine }: MeasuredBench): string {
  const { processor, cores, memoryGb, system, fileSystem, versions } = machine;
  const software = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${processor}, ${cores} cores, ${memoryGb} GB, ${system}, ${fileSystem}; ${software.join(', ')}`;
}
