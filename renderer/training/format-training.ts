import { formatNumber } from '../format.ts';

/** 1.13642 → `1.136`; small ones with three significant digits: 0.000234 → `2.34e-4`. */
export function formatLoss(loss: number): string {
  if (loss !== 0 && Math.abs(loss) < 0.01) return shortExponent(loss.toExponential(2));
  const [whole, decimals] = Math.abs(loss).toFixed(3).split('.');
  return `${loss < 0 ? '−' : ''}${formatNumber(Number(whole))}.${decimals}`;
}

/** As people write them in scripts: 0.00002 → `2e-5`, 0.00000692 → `6.92e-6`. */
export function formatLearningRate(rate: number): string {
  return rate === 0 ? '0' : shortExponent(Number(rate.toPrecision(3)).toExponential());
}

/** With three significant digits: 12.345 → `12.3`, 1234.5 → `1,235`. */
export function formatMeasure(value: number): string {
  if (Math.abs(value) >= 100) return formatNumber(Math.round(value));
  return formatNumber(Number(value.toPrecision(3)));
}

function shortExponent(text: string): string {
  return text.replace('e+', 'e').replace(/^-/, '−');
}
