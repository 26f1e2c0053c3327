/**
 * A number as people write or paste it: thousands in groups by commas, points, spaces or apostrophes, a comma or a point before the decimals, a
 * true minus, a unit behind it. Undefined where it is none. One comma or point before exactly three digits is ambiguous: a comma
 * then groups, and a point is decimal, as everywhere in this app.
 */
export function parseNumber(text: string, unit?: string): number | undefined {
  const bare = text.trim().replace('−', '-');
  const written = unit !== undefined && bare.endsWith(unit) ? bare.slice(0, -unit.length).trim() : bare;
  const found = /^([+-]?)(\d[\d.,'’_\s]*|[.,]\d+)(e[+-]?\d{1,3})?$/i.exec(written);
  if (!found) return undefined;
  const [, sign = '', digits = '', power = ''] = found;
  const plain = withoutGroups(digits);
  if (plain === undefined) return undefined;
  const number = Number(`${sign}${plain}${power}`);
  return Number.isFinite(number) ? number : undefined;
}

/** Digits with a point before the decimals; undefined where the signs between them fit no way of writing. */
function withoutGroups(digits: string): string | undefined {
  const signs = digits.replace(/\d/g, '');
  const last = signs.at(-1);
  if (last === undefined) return digits;
  const once = signs.indexOf(last) === signs.length - 1;
  const after = digits.slice(digits.lastIndexOf(last) + 1);
  // The last sign is decimal where it stands once and others, if any, group; a lone comma before three digits groups.
  const isDecimal =
    (last === '.' || last === ',') &&
    once &&
    !(last === ',' && signs === ',' && after.length === 3 && !/^,|^0/.test(digits));
  const whole = isDecimal ? digits.slice(0, digits.lastIndexOf(last)) : digits;
  const groupSigns = new Set(whole.replace(/\d/g, ''));
  if (groupSigns.size > 1) return undefined;
  if (groupSigns.size === 1 && !/^\d{1,3}([.,'’_\s]\d{3})+$/.test(whole)) return undefined;
  const joined = whole.replace(/\D/g, '');
  return isDecimal ? `${joined || '0'}.${after || '0'}` : joined;
}
