import type { Json } from '../../core/json.ts';
import type { ParamSchema } from '../../core/node-descriptor.ts';
import { formatNumber } from '../format.ts';
import { RUNS_TEXTS } from '../texts/runs.ts';

/** A parameter's value as one line of text; `schema` gives the names of choices and the unit. */
export function presentValue(value: Json | undefined, schema?: ParamSchema): string {
  if (value === undefined || value === null || value === '') return RUNS_TEXTS.compared.notSet;
  if (typeof value === 'string') return schema?.options?.[value] ?? value;
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'number')
    return schema?.unit ? `${formatNumber(value)} ${schema.unit}` : formatNumber(value);
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return value.join(', ');
  return JSON.stringify(value);
}

/** One side of a change of a parameter: what is not set has its type's default. */
export function presentSide(value: Json | undefined, schema: ParamSchema | undefined): string {
  if (value !== undefined || schema?.default === undefined) return presentValue(value, schema);
  return RUNS_TEXTS.compared.byDefault(presentValue(schema.default, schema));
}
