import { isJsonObject, type Json } from '../../../core/json.ts';
import type { ParamSchema } from '../../../core/node-descriptor.ts';
import { formatNumber } from '../../format.ts';
import { TEXTS } from '../../texts.ts';

/** What is wrong with a value, said for the field under which it stands; undefined where it is right. Same words as JSON Schema's. */
export function checkParam(schema: ParamSchema, value: Json | undefined): string | undefined {
  if (schema.anyOf) {
    const faults = schema.anyOf.map((each) => checkParam(each, value));
    return faults.some((fault) => fault === undefined) ? undefined : faults[0];
  }
  if (schema.enum && !schema.enum.some((each) => sameJson(each, value))) return TEXTS.form.notAChoice;
  switch (schema.type) {
    case 'integer':
    case 'number':
      return checkNumber(schema, value);
    case 'string':
      return typeof value === 'string' ? checkText(schema, value) : TEXTS.form.required;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : TEXTS.form.required;
    case 'array':
      return Array.isArray(value) ? checkItems(schema, value) : TEXTS.form.required;
    default:
      return undefined;
  }
}

function checkNumber(schema: ParamSchema, value: Json | undefined): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return TEXTS.form.notANumber;
  if (schema.type === 'integer' && !Number.isInteger(value)) return TEXTS.form.notWhole;
  if (schema.minimum !== undefined && value < schema.minimum)
    return TEXTS.form.atLeast(formatNumber(schema.minimum));
  if (schema.maximum !== undefined && value > schema.maximum)
    return TEXTS.form.atMost(formatNumber(schema.maximum));
  if (schema.multipleOf !== undefined) {
    // 0.07 / 0.01 is 7.000000000000001: what counts is the distance to the next multiple.
    const steps = value / schema.multipleOf;
    if (Math.abs(steps - Math.round(steps)) > 1e-6)
      return TEXTS.form.multipleOf(formatNumber(schema.multipleOf));
  }
  return undefined;
}

function checkText(schema: ParamSchema, value: string): string | undefined {
  // JSON Schema counts characters, not code units.
  const length = [...value].length;
  if (schema.minLength !== undefined && length < schema.minLength)
    return length === 0 ? TEXTS.form.required : TEXTS.form.tooShort(schema.minLength);
  if (schema.maxLength !== undefined && length > schema.maxLength)
    return TEXTS.form.tooLong(schema.maxLength);
  if (schema.pattern !== undefined && !matches(schema.pattern, value)) return TEXTS.form.pattern;
  return undefined;
}

function checkItems(schema: ParamSchema, value: readonly Json[]): string | undefined {
  const { items } = schema;
  if (!items) return undefined;
  for (const item of value) {
    const fault = checkItem(items, item);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function checkItem(schema: ParamSchema, item: Json): string | undefined {
  if (!schema.properties) return checkParam(schema, item);
  if (!isJsonObject(item)) return TEXTS.form.required;
  for (const [name, property] of Object.entries(schema.properties)) {
    const fault = checkParam(property, item[name]);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    // A pattern that this browser cannot read is left to the engine.
    return true;
  }
}

/** Deep equality of plain JSON; the order of keys does not count. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  if (isJsonObject(a) && isJsonObject(b)) {
    const names = Object.keys(a);
    return (
      names.length === Object.keys(b).length && names.every((name) => name in b && sameJson(a[name], b[name]))
    );
  }
  return false;
}
