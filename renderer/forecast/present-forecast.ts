import type { Estimate, Forecast } from '../../core/forecast.ts';
import { formatBytes, formatCount, formatMoney, formatPercent, formatTimeLeft } from '../format.ts';
import { type FIGURE_NAMES, FORECAST_TEXTS } from '../texts/forecast.ts';

type Money = Pick<Forecast, 'costUsd' | 'headroomUsd'>;

/** Name of a number that a forecast shows. */
export type Figure = keyof typeof FIGURE_NAMES;

const FORMATS: Readonly<Record<Figure, (value: number) => string>> = {
  captions: wholeNumber,
  rejectedRate: formatPercent,
  failedRate: formatPercent,
  seconds: formatSeconds,
  costUsd: formatMoney,
  promptTokens: wholeNumber,
  completionTokens: wholeNumber,
  projectBytes: formatBytes,
  cacheBytes: formatBytes,
};

/** In the order of the table. */
export const FIGURES: readonly Figure[] = [
  'costUsd',
  'seconds',
  'captions',
  'rejectedRate',
  'failedRate',
  'promptTokens',
  'completionTokens',
  'projectBytes',
  'cacheBytes',
];

/** A number of a forecast as it is written. */
export function formatFigure(figure: Figure, value: number): string {
  return FORMATS[figure](value);
}

/** `$11.20 – $13.40`, one number that is known (`exact`) or that no sample differed from, or that too few were tried. */
export function formatRange(figure: Figure, { low, high }: Estimate, exact = false): string {
  if (low === undefined || high === undefined) return FORECAST_TEXTS.tooFew;
  const [from, to] = [formatFigure(figure, low), formatFigure(figure, high)];
  if (from !== to) return FORECAST_TEXTS.between(from, to);
  if (exact || high === 0) return FORECAST_TEXTS.exactly;
  return low === high ? FORECAST_TEXTS.noSpread : FORECAST_TEXTS.closeTo(from);
}

/** Where the range and the best guess lie on a bar, from 0 to 1; undefined where there is no range to draw. */
export interface BarShape {
  readonly low: number;
  readonly high: number;
  readonly value: number;
}

/** Every bar begins at 0 and leaves a little room after its end, so that its width shows how sure the forecast is. */
export function barShape({ value, low, high }: Estimate, whole?: number): BarShape | undefined {
  if (low === undefined || high === undefined) return undefined;
  const end = whole ?? high * 1.15;
  if (end <= 0) return { low: 0, high: 0, value: 0 };
  const at = (one: number) => Math.min(1, Math.max(0, one / end));
  return { low: at(low), high: at(high), value: at(value) };
}

/** What may have been spent when the run is through: the dear end of the forecast, and what has to be left for the last request. US dollars. */
export function mostSpent(spentUsd: number, { costUsd, headroomUsd }: Money): number {
  // Without a range, twice the guess: a cap is there for what nobody expects.
  return spentUsd + (costUsd?.high ?? (costUsd?.value ?? 0) * 2) + headroomUsd;
}

/** A cap that the run will most likely not reach, rounded up to two digits; undefined where the run costs nothing, or nobody knows. */
export function suggestCap(spentUsd: number, money: Money): number | undefined {
  if (money.costUsd === undefined || money.costUsd.value <= 0) return undefined;
  const needed = mostSpent(spentUsd, money);
  const step = Math.max(0.01, 10 ** (Math.floor(Math.log10(needed)) - 1));
  return Number((Math.ceil(needed / step - 1e-9) * step).toFixed(2));
}

function wholeNumber(value: number): string {
  return formatCount(Math.round(value));
}

function formatSeconds(seconds: number): string {
  return seconds > 0 && seconds < 1 ? FORECAST_TEXTS.underASecond : formatTimeLeft(seconds);
}
