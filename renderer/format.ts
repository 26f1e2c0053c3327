/*
 * How numbers are written: thousands with commas, a true minus, units after a space. Locale-independent on purpose:
 * the same number reads the same in screenshots, exports and on the command line.
 */

/** 6000 → `6,000`; decimals are cut off. */
export function formatCount(value: number): string {
  return signed(value, (positive) => group(String(Math.trunc(positive))));
}

/** 0.358 → `35.8%`. */
export function formatPercent(share: number): string {
  return signed(share, (positive) => `${(positive * 100).toFixed(1)}%`);
}

/** US dollars: 18.418 → `$18.42`; under a cent with four decimals, so that a cheap caption is not free. */
export function formatMoney(usd: number): string {
  return signed(usd, (positive) => {
    const decimals = positive > 0 && positive < 0.01 ? 4 : 2;
    const [whole = '0', rest = ''] = positive.toFixed(decimals).split('.');
    return `$${group(whole)}.${rest}`;
  });
}

/** A cap as people say it: 60 → `$60`, 60.5 → `$60.50`. */
export function formatCap(usd: number): string {
  return Number.isInteger(usd) ? `$${group(String(usd))}` : formatMoney(usd);
}

/** 1.94 → `1.9/s`, 0.331 → `0.33/s`, 128.4 → `128/s`. */
export function formatRate(perSecond: number): string {
  const decimals = perSecond >= 100 ? 0 : perSecond >= 1 ? 1 : 2;
  return `${group(perSecond.toFixed(decimals))}/s`;
}

/** Time left, in round figures: 34 s, 34 min, 4 h 23 min, 2 d 3 h. */
export function formatTimeLeft(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  return twoUnits(minutes, 60, 'h', 'min', 24) ?? '';
}

const UNITS: Readonly<Record<string, string>> = { s: 'second', min: 'minute', h: 'hour', d: 'day' };

/** Time left as it is read aloud: `34 seconds`, `4 hours 23 minutes`. */
export function formatSpokenTime(seconds: number): string {
  return formatTimeLeft(seconds).replace(
    /([\d,]+) (s|min|h|d)\b/g,
    (_, count: string, unit: string) => `${count} ${UNITS[unit]}${count === '1' ? '' : 's'}`,
  );
}

/** Time taken: 0.4 s, 12 s, 52 min 36 s, 4 h 23 min. */
export function formatElapsed(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) {
    const rest = whole % 60;
    return rest === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${rest} s`;
  }
  return twoUnits(Math.round(whole / 60), 60, 'h', 'min', 24) ?? '';
}

/** Bytes in decimal units as sold: 612 B, 61 KB, 7.2 MB, 1.5 GB. GB has one decimal. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} KB`;
  if (bytes < 999.5e6) return `${(bytes / 1e6).toFixed(bytes < 9.95e6 ? 1 : 0)} MB`;
  return `${group((bytes / 1e9).toFixed(1))} GB`;
}

/** A parameter's value: 1024 → `1,024`, 0.7 → `0.7`, −3 → `−3`. */
export function formatNumber(value: number): string {
  return signed(value, (positive) => {
    const [whole = '0', rest] = String(positive).split('.');
    return rest === undefined ? group(whole) : `${group(whole)}.${rest}`;
  });
}

/** `1 image`, `2,148 images`. */
export function formatOf(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** Local clock time; the ISO form belongs in a tooltip. */
export function formatTime(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** Day and clock time of another day, clock time of today. */
export function formatWhen(at: number, now = Date.now()): string {
  const date = new Date(at);
  const clock = formatTime(at).slice(0, 5);
  if (date.toDateString() === new Date(now).toDateString()) return clock;
  const month = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][
    date.getMonth()
  ];
  return `${month} ${date.getDate()}, ${clock}`;
}

/** The last part of a path with either kind of slash. */
export function baseName(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).at(-1) ?? path;
}

function twoUnits(
  amount: number,
  per: number,
  big: string,
  small: string,
  limit: number,
): string | undefined {
  const bigs = Math.floor(amount / per);
  if (bigs >= limit && big === 'h')
    return twoUnits(Math.round(amount / per), 24, 'd', 'h', Number.POSITIVE_INFINITY);
  const rest = amount % per;
  return rest === 0 ? `${group(String(bigs))} ${big}` : `${group(String(bigs))} ${big} ${rest} ${small}`;
}

function signed(value: number, write: (positive: number) => string): string {
  const text = write(Math.abs(value));
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

function group(digits: string): string {
  const [whole = '', rest] = digits.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return rest === undefined ? grouped : `${grouped}.${rest}`;
}
