import type { RunReport, RunReportNode } from '../../core/run-report.ts';

/** The report for people to read. Whatever comes from flows, files, models and persons is escaped: it can change neither tables nor links nor pages. */
export function reportMarkdown(report: RunReport): string {
  const { run, project, flow } = report;
  const sections = [
    `# Run ${run.id}${run.title === '' ? '' : `: ${inline(run.title)}`}`,
    `Project ${inline(project)}, flow revision ${flow.revision}, ${run.state}. Started ${run.startedAt}${run.durationMs === null ? '' : `, took ${duration(run.durationMs)}`}.${run.reproduces === null ? '' : ` Repeats run ${run.reproduces}.`}`,
    run.reason === null ? '' : `**${inline(run.reason.message)}** ${inline(run.reason.remedy ?? '')}`.trim(),
    run.notes === '' ? '' : quote(run.notes),
    section('Outcome', table(['', ''], outcomeRows(report))),
    section('Nodes', table(NODE_COLUMNS, report.nodes.map(nodeRow))),
    section('Rejected and failed', problemTable(report)),
    section('Models', table(['Node', 'Model', 'Identity', 'Replied as'], modelRows(report))),
    section('Costs', table(COST_COLUMNS, costRows(report))),
    section('Costs by folder', table(SOURCE_COLUMNS, sourceRows(report))),
    section('Forecast and fact', table(['', 'Low', 'Expected', 'High', 'Fact'], forecastRows(report))),
    section('Options and seeds', table(['', ''], optionRows(report))),
    section('Versions and hardware', table(['', ''], environmentRows(report))),
    section('Results', table(['Node', 'Kind', 'Title', 'Records', 'SHA-256'], artifactRows(report))),
    section('Flow', flow.flow === null ? '' : fenced(JSON.stringify(flow.flow, null, 2), 'json')),
    section('Log', fenced(report.log.map(logLine).join('\n'), 'text')),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

/** A stranger's text as one line of Markdown that is shown as it is. */
export function inline(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
      .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
      .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replace(/[\\`*_{}[\]()#+!|~$^=-]/g, '\\$&')
      // Bare addresses become links by themselves in many readers.
      .replace(/(https?|ftp|www)(?=[:.])/gi, '$1&#8203;')
      .replaceAll('@', '&#64;')
      .trim()
  );
}

/** In a fence that is longer than any run of backticks inside. */
function fenced(text: string, language: string): string {
  if (text === '') return '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  const plain = text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, ' ');
  const longest = Math.max(2, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${plain}\n${fence}`;
}

function quote(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => `> ${inline(line)}`.trimEnd())
    .join('\n');
}

function section(title: string, body: string): string {
  return body === '' ? '' : `## ${title}\n\n${body}`;
}

type Cell = string | number | null;

/** Texts are escaped here, so no cell can forget it. Nothing where there are no rows. */
function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  if (rows.length === 0) return '';
  const numeric = head.map((_, column) => rows.every((row) => typeof row[column] !== 'string'));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    line(numeric.map((number) => (number ? '---:' : '---'))),
    ...rows.map((row) => line(row.map(cellText))),
  ].join('\n');
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  return typeof cell === 'number' ? number(cell) : inline(cell);
}

function number(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
}

const NODE_COLUMNS = [
  'Node',
  'In',
  'Kept',
  'Rejected',
  'Failed',
  'Pending',
  'Reused',
  'Time',
  'Per second',
  'US$',
];

function nodeRow(node: RunReportNode): readonly Cell[] {
  const {
    title,
    id,
    in: cameIn,
    kept,
    rejected,
    failed,
    pending,
    reused,
    elapsedMs,
    perSecond,
    spendUsd,
  } = node;
  const name = title === id ? id : `${title} (${id})`;
  return [
    name,
    cameIn,
    kept,
    rejected,
    failed,
    pending,
    reused,
    duration(elapsedMs),
    perSecond === null ? null : Number(perSecond.toPrecision(3)),
    dollars(spendUsd),
  ];
}

function outcomeRows({ totals, run }: RunReport): readonly (readonly Cell[])[] {
  const rows: readonly (readonly [string, Cell])[] = [
    ['Samples found', totals.found],
    ['Captions written', totals.captions],
    ['Records in datasets', totals.kept],
    ['Rejected', totals.rejected],
    ['Failed', totals.failed],
    ['Reused results', totals.reused],
    ['Tokens in', totals.promptTokens],
    ['Tokens out', totals.completionTokens],
    ['Spent, US$', dollars(totals.spendUsd)],
    ['Time', run.durationMs === null ? null : duration(run.durationMs)],
  ];
  return rows.filter(([, value]) => value !== null);
}

function problemTable({ problems }: RunReport): string {
  return table(
    ['Node', 'Outcome', 'Reason', 'Samples', 'Examples'],
    problems.map(({ node, outcome, code, reason, count, examples }) => [
      node,
      outcome,
      code === null ? reason : `${code}: ${reason}`,
      count,
      examples.join(', '),
    ]),
  );
}

function modelRows({ models }: RunReport): readonly (readonly Cell[])[] {
  return models.map(({ node, title, identity, repliedAs }) => [
    node,
    title,
    JSON.stringify(identity),
    repliedAs.join(', '),
  ]);
}

const COST_COLUMNS = [
  'Node',
  'Model',
  'Captions',
  'Kept',
  'Tokens in',
  'Tokens out',
  'US$',
  'US$ per kept caption',
];

function costRows({ costs }: RunReport): readonly (readonly Cell[])[] {
  return costs.map(({ node, model, captions, kept, promptTokens, completionTokens, usd, usdPerKept }) => [
    node,
    model,
    captions,
    kept,
    promptTokens,
    completionTokens,
    usd === null ? 'not known' : dollars(usd),
    usdPerKept === null ? null : Number(usdPerKept.toPrecision(4)),
  ]);
}

const SOURCE_COLUMNS = ['Model', 'Folder', 'Captions', 'Kept', 'US$', 'US$ per kept caption'];

function sourceRows({ costsBySource }: RunReport): readonly (readonly Cell[])[] {
  return (costsBySource ?? []).map(({ model, source, captions, kept, usd, usdPerKept }) => [
    model,
    source,
    captions,
    kept,
    usd === null ? null : dollars(usd),
    usdPerKept === null ? null : Number(usdPerKept.toPrecision(4)),
  ]);
}

/** What the numbers of a forecast are called; rates are shares of all samples. */
const FORECAST_NAMES: Readonly<Record<string, string>> = {
  captions: 'Kept at the end',
  costUsd: 'Cost, US$',
  seconds: 'Time, s',
  promptTokens: 'Tokens in',
  completionTokens: 'Tokens out',
  rejectedRate: 'Share rejected',
  failedRate: 'Share failed',
};

function forecastRows({ forecast }: RunReport): readonly (readonly Cell[])[] {
  const rounded = (value: number | null) => (value === null ? null : Number(value.toPrecision(4)));
  return forecast.map(({ what, low, expected, high, fact }) => [
    FORECAST_NAMES[what] ?? what,
    rounded(low),
    rounded(expected),
    rounded(high),
    rounded(fact),
  ]);
}

function optionRows({ options, seeds }: RunReport): readonly (readonly Cell[])[] {
  const { to, limit, samples, capUsd, retryFailed } = options;
  const retried = Array.isArray(retryFailed) ? retryFailed.join(', ') : retryFailed ? 'all' : 'no';
  const rows: readonly (readonly [string, Cell])[] = [
    ['Run to', to ?? 'the end'],
    ['Limit', limit],
    ['Chosen samples', samples],
    ['Cap, US$', capUsd],
    ['Failed ones tried again', retried],
    ...Object.entries(seeds).map(([node, seed]) => [`Seed of ${node}`, String(seed)] as const),
  ];
  return rows.filter(([, value]) => value !== null);
}

function environmentRows({ environment }: RunReport): readonly (readonly Cell[])[] {
  if (environment === null) return [];
  const { memoryBytes, cores, ...rest } = environment;
  const rows: readonly (readonly [string, Cell])[] = [
    ...Object.entries(rest),
    ['cores', String(cores)],
    ['memory', `${(memoryBytes / 1e9).toFixed(1)} GB`],
  ];
  return rows.filter(([, value]) => value !== null);
}

function artifactRows({ artifacts }: RunReport): readonly (readonly Cell[])[] {
  return artifacts.map(({ node, kind, title, count, digest }) => [node, kind, title, count, digest]);
}

function logLine({ at, level, node, text }: RunReport['log'][number]): string {
  const line = text.replace(/\s+/g, ' ');
  return `${at} ${level}${node === null ? '' : ` ${node}`}: ${line}`;
}

function dollars(usd: number): number {
  return Number(usd.toFixed(usd > 0 && usd < 0.01 ? 6 : 2));
}

function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
