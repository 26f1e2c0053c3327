import type { EndpointInfo, LocalModel } from '../../core/contract/captioner.ts';
import type { Json } from '../../core/json.ts';
import type { NodeCatalog } from '../../core/node-descriptor.ts';
import type { PromptPreset, TriedColumnState, TriedNode } from '../../core/side-by-side.ts';
import { formatNumber } from '../format.ts';
import { sameJson } from '../inspector/forms/check-param.ts';
import { controlFor } from '../inspector/forms/form-model.ts';
import { TRY_TEXTS } from '../texts/try.ts';

const TEXTS = TRY_TEXTS.columns;

/** What columns are named by. */
export interface Names {
  readonly catalog: NodeCatalog;
  readonly presets: readonly PromptPreset[];
  readonly models: readonly LocalModel[];
  readonly endpoints: readonly EndpointInfo[];
}

/** What stands in a column's head. */
export interface ColumnName {
  /** The model. */
  readonly title: string;
  /** Where it is asked; absent for models that run here. */
  readonly place?: string;
  readonly prompt: string;
  /** Settings that differ from the defaults, as `Temperature 0.7`. */
  readonly settings: readonly string[];
}

export function columnName(column: TriedColumnState, names: Names): ColumnName {
  return {
    ...captionerName(column, names),
    prompt: promptName(column.prompt, names),
    settings: settingsOf(column, names),
  };
}

/** One line, for menus and tables. */
export function fullName({ title, place, prompt, settings }: ColumnName): string {
  return [place === undefined ? title : `${title} (${place})`, prompt, ...settings].join(' · ');
}

function captionerName({ captionerRef: ref }: TriedColumnState, { models, endpoints }: Names) {
  if (ref.kind === 'local')
    return { title: models.find(({ id }) => id === ref.model)?.title ?? (ref.model || TEXTS.nobody) };
  const model = ref.model || endpoints.find(({ name }) => name === ref.endpoint)?.model;
  return model ? { title: model, place: ref.endpoint } : { title: ref.endpoint };
}

/** The name of a prompt that is offered, or how an own one begins. */
export function promptName(prompt: TriedNode | undefined, { presets, catalog }: Names): string {
  if (prompt === undefined) return TEXTS.noPrompt;
  const full = (node: TriedNode) => ({ ...catalog.get(node.type)?.defaults, ...node.params });
  const known = presets.find(
    ({ node }) => node.type === prompt.type && sameJson(full(node) as Json, full(prompt) as Json),
  );
  if (known) return known.title;
  const text = promptText(prompt, catalog);
  return text === '' ? TEXTS.own : `“${text.length > 40 ? `${text.slice(0, 38).trimEnd()}…` : text}”`;
}

/** The text of a prompt node's first parameter that is a prompt, in one line. */
export function promptText({ type, params }: TriedNode, catalog: NodeCatalog): string {
  const name = promptParam(type, catalog);
  const text = name === undefined ? '' : (params[name] ?? catalog.get(type)?.defaults[name]);
  return typeof text === 'string' ? text.replace(/\s+/g, ' ').trim() : '';
}

/** The parameter of a type that holds a prompt's text; undefined where it has none. */
export function promptParam(type: string, catalog: NodeCatalog): string | undefined {
  return Object.entries(catalog.get(type)?.params ?? {}).find(([, { widget }]) => widget === 'prompt')?.[0];
}

/** Parameters that can be set for a column: those that change captions, without the captioner's own name. */
export function settableParams(type: string, catalog: NodeCatalog) {
  const entries = Object.entries(catalog.get(type)?.params ?? {});
  const naming = entries.findIndex(([, { widget }]) => widget === 'endpoint' || widget === 'local-model');
  return entries.filter(
    ([name, schema], index) =>
      schema.affectsResult !== false &&
      index !== naming &&
      !(naming >= 0 && NAMING.has(name)) &&
      controlFor(schema) !== 'none',
  );
}

/** What belongs to a captioner's name, besides the parameter with its widget. */
const NAMING = new Set(['model', 'precision']);

function settingsOf({ captioner }: TriedColumnState, { catalog }: Names): string[] {
  return settableParams(captioner.type, catalog).flatMap(([name, schema]) => {
    const value = captioner.params[name];
    if (value === undefined || sameJson(value, schema.default)) return [];
    const label = schema.label ?? name;
    if (typeof value === 'number') return [`${label} ${formatNumber(value)}`];
    return typeof value === 'boolean' && value ? [label] : [`${label} set`];
  });
}
