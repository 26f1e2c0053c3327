import type { FlowNode } from '../../core/flow.ts';
import { isJsonObject, type Json } from '../../core/json.ts';
import type { NodeDescriptor, ParamSchema } from '../../core/node-descriptor.ts';
import { baseName, formatNumber } from '../format.ts';

/** One setting on a card; values that are numbers, ids or paths stand in mono. */
export interface SummaryPart {
  readonly text: string;
  readonly mono: boolean;
}

const LONGEST = 80;

/** The settings that a card shows: those marked for it, as short as they can be said, in the order of the form. */
export function summarise(node: FlowNode, descriptor: NodeDescriptor): readonly SummaryPart[] {
  const parts: SummaryPart[] = [];
  for (const [name, schema] of Object.entries(descriptor.params)) {
    if (!schema.card) continue;
    const part = summarisePart(schema, node.params[name] ?? schema.default);
    if (!part) continue;
    const text = parts.length === 0 ? part.text : startLower(part);
    // The model that an endpoint serves may bear the endpoint's name: that is said once.
    if (!parts.some((said) => said.text === text)) parts.push({ ...part, text });
  }
  return parts;
}

function summarisePart(schema: ParamSchema, value: Json | undefined): SummaryPart | undefined {
  const shown = typeof schema.card === 'object' ? schema.card : { label: schema.label ?? '', off: undefined };
  const { label, off } = shown;
  if (value === undefined || value === null || value === '' || value === off) return undefined;
  if (typeof value === 'boolean') return value ? { text: label, mono: false } : undefined;
  if (typeof value === 'number') {
    return schema.unit
      ? { text: `${formatNumber(value)} ${schema.unit}`, mono: false }
      : { text: `${label} ${formatNumber(value)}`.trim(), mono: false };
  }
  if (typeof value === 'string') return summariseText(schema, value);
  if (Array.isArray(value))
    return value.length === 0 ? undefined : { text: `${label}: ${formatNumber(value.length)}`, mono: false };
  return isJsonObject(value) ? { text: label, mono: false } : undefined;
}

function summariseText(schema: ParamSchema, value: string): SummaryPart {
  if (schema.enum) return { text: schema.options?.[value] ?? value, mono: false };
  if (schema.widget === 'folder' || schema.widget === 'file' || schema.widget === 'save-file')
    return { text: baseName(value), mono: true };
  const line = value.trim().split('\n', 1)[0] ?? '';
  const short = line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
  return { text: short, mono: schema.widget === 'endpoint' || schema.widget === 'local-model' };
}

function startLower({ text, mono }: SummaryPart): string {
  return !mono && /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
