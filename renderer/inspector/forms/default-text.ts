import type { ParamSchema } from '../../../core/node-descriptor.ts';
import { formatNumber } from '../../format.ts';
import { FORM_TEXTS } from '../../texts/form.ts';

/** Where nothing is chosen by default, that is plain to see. */
const PICKED: ReadonlySet<ParamSchema['widget']> = new Set([
  'endpoint',
  'local-model',
  'folder',
  'file',
  'save-file',
]);

/** Longest default that is written out. */
const LONGEST = 28;

/** A parameter's default in words; undefined where it has none, or one that is too long to be said beside its field. */
export function defaultText(schema: ParamSchema): string | undefined {
  const { default: value, options, unit } = schema;
  if (typeof value === 'boolean') return value ? FORM_TEXTS.form.on : FORM_TEXTS.form.off;
  if (typeof value === 'number') return unit ? `${formatNumber(value)} ${unit}` : formatNumber(value);
  if (value === '' && PICKED.has(schema.widget)) return undefined;
  if (typeof value === 'string') {
    const text = value === '' ? FORM_TEXTS.form.empty : (options?.[value] ?? value);
    return text.length <= LONGEST && !text.includes('\n') ? text : undefined;
  }
  return Array.isArray(value) && value.length === 0 ? FORM_TEXTS.form.empty : undefined;
}
