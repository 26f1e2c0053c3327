import type { Compared, Estimate, Forecast, ForecastReport } from '../../core/forecast.ts';
import { formatCount, formatDuration, formatUsd } from './format-number.ts';
import { formatTable, plainText } from './plain-text.ts';

type Format = (value: number) => string;

const TITLES = {
  captions: 'kept at the end',
  costUsd: 'cost',
  seconds: 'time',
  promptTokens: 'prompt tokens',
  completionTokens: 'completion tokens',
  projectBytes: 'project file',
  cacheBytes: 'thumbnails',
  rejectedRate: 'rejected',
  failedRate: 'failed',
} as const;

const FORMATS: Readonly<Record<keyof typeof TITLES, Format>> = {
  captions: whole,
  costUsd: formatUsd,
  seconds: formatDuration,
  promptTokens: whole,
  completionTokens: whole,
  projectBytes: bytes,
  cacheBytes: bytes,
  rejectedRate: percent,
  failedRate: percent,
};

const NOT_KNOWN = 'not known';

/** The forecast as `forecast` prints it: the whole, then node by node, then what was assumed. */
export function formatForecast(forecast: Forecast): string {
  const { samples, tried, nodes, assumes, spentUsd } = forecast;
  const names = Object.keys(TITLES) as (keyof typeof TITLES)[];
  const rows = names.map((name) => {
    const estimate = forecast[name];
    return [
      TITLES[name],
      estimate ? about(estimate, FORMATS[name]) : NOT_KNOWN,
      range(estimate, FORMATS[name]),
    ];
  });
  const nodeRows = nodes.map((node) => [
    node.id,
    about(node.in, whole),
    about(node.kept, whole),
    rate(node.rejectedRate),
    rate(node.failedRate),
    node.costUsd ? about(node.costUsd, formatUsd) : '',
    node.seconds ? about(node.seconds, formatDuration) : '',
  ]);
  return [
    `From ${formatCount(tried)} of ${formatCount(samples)} samples${spentUsd > 0 ? `, which cost ${formatUsd(spentUsd)}` : ''}. What a run of everything still takes:`,
    '',
    formatTable([['', 'about', '95 % between'], ...rows]),
    '',
    formatTable([['node', 'in', 'kept', 'rejects', 'fails', 'cost', 'time'], ...nodeRows]),
    '',
    ...assumes.map((sentence) => plainText(sentence)),
    '',
  ].join('\n');
}

/** Forecast beside fact, as it stands under the run that followed. */
export function formatComparison({ comparisons }: ForecastReport): string {
  const rows = comparisons.map(({ name, forecast, actual, inside }) => [
    TITLES[name],
    about(forecast, FORMATS[name]),
    range(forecast, FORMATS[name]),
    FORMATS[name as Compared](actual),
    inside === undefined ? '' : inside ? 'inside' : 'outside',
  ]);
  return formatTable([['', 'forecast', '95 % between', 'came to', ''], ...rows]);
}

function about({ value }: Estimate, format: Format): string {
  return format(value);
}

function range(estimate: Estimate | undefined, format: Format): string {
  if (estimate === undefined) return '';
  const { low, high } = estimate;
  if (low === undefined || high === undefined) return 'too few to say';
  return low === high ? 'exactly' : `${format(low)} – ${format(high)}`;
}

function rate(estimate: Estimate): string {
  const { low, high } = estimate;
  return low === undefined || high === undefined
    ? percent(estimate.value)
    : `${percent(estimate.value)} (${percent(low)}–${percent(high)})`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function whole(count: number): string {
  return formatCount(Math.round(count));
}

function bytes(size: number): string {
  if (size < 1e6) return `${Math.ceil(size / 1e3)} KB`;
  return size < 1e9 ? `${(size / 1e6).toFixed(1)} MB` : `${(size / 1e9).toFixed(1)} GB`;
}
