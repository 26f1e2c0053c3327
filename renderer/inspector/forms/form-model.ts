import type { FlowNode } from '../../../core/flow.ts';
import type { FlowEdit } from '../../../core/flow-edit.ts';
import type { Json } from '../../../core/json.ts';
import type { NodeDescriptor, ParamSchema } from '../../../core/node-descriptor.ts';
import { sameJson } from './check-param.ts';

/** The control that a parameter is edited with. */
export type Control =
  | 'text'
  | 'textarea'
  | 'number'
  | 'slider'
  | 'switch'
  | 'select'
  | 'segmented'
  | 'lines'
  | 'folder'
  | 'file'
  | 'save-file'
  | 'endpoint'
  | 'local-model'
  | 'prompt'
  | 'rules'
  | 'none';

export interface Field {
  readonly name: string;
  readonly schema: ParamSchema;
  readonly label: string;
  readonly control: Control;
}

export interface Section {
  /** '' for the fields that stand first. */
  readonly title: string;
  readonly fields: readonly Field[];
}

const SHORT_TEXT = 500;
const SEGMENTS = 4;
const LONGEST_SEGMENTS = 28;

/** The control that follows from a schema: its own hint, else from type and size. */
export function controlFor(schema: ParamSchema): Control {
  if (schema.enum) return segmentedFits(schema) ? 'segmented' : 'select';
  if (schema.widget && schema.widget !== 'segmented') return schema.widget;
  switch (schema.type) {
    case 'boolean':
      return 'switch';
    case 'number':
    case 'integer':
      return 'number';
    case 'string':
      return (schema.maxLength ?? 0) > SHORT_TEXT ? 'textarea' : 'text';
    case 'array':
      return schema.items?.type === 'string' ? 'lines' : 'none';
    default:
      return 'none';
  }
}

/** Two to four short choices stand side by side; the hint does not help where their words do not fit. */
function segmentedFits(schema: ParamSchema): boolean {
  const labels = (schema.enum ?? []).map((value) => schema.options?.[String(value)] ?? String(value));
  return (
    labels.length >= 2 &&
    labels.length <= SEGMENTS &&
    (schema.widget === 'segmented' || labels.length === 2) &&
    labels.join('').length <= LONGEST_SEGMENTS
  );
}

/** Short values stand at the right of their label, long ones below it. */
export function isLong(control: Control): boolean {
  return !['number', 'switch', 'select', 'segmented', 'slider', 'text'].includes(control);
}

/** A type's parameters as sections of fields, in the order of the schema. What has no control is left to its composite. */
export function formSections(descriptor: Pick<NodeDescriptor, 'params'>): readonly Section[] {
  const sections = new Map<string, Field[]>([['', []]]);
  for (const [name, schema] of Object.entries(descriptor.params)) {
    const control = controlFor(schema);
    if (control === 'none') continue;
    const title = schema.section ?? '';
    const fields = sections.get(title) ?? [];
    fields.push({ name, schema, control, label: schema.label ?? name });
    sections.set(title, fields);
  }
  return [...sections]
    .filter(([, fields]) => fields.length > 0)
    .map(([title, fields]) => ({ title, fields }));
}

/** A prompt that is put together from parts by rules: recognised by its parameters' shapes, never by its type's name. */
export interface PromptParts {
  readonly rules: Field;
  /** Array of `{ id, title, text }`. */
  readonly parts: Field;
  /** Parameter that names the part for images without a rule. */
  readonly otherwise: Field | undefined;
}

export function promptParts(descriptor: Pick<NodeDescriptor, 'params'>): PromptParts | undefined {
  const fields = Object.entries(descriptor.params).map(
    ([name, schema]): Field => ({ name, schema, label: schema.label ?? name, control: controlFor(schema) }),
  );
  const rules = fields.find((field) => field.control === 'rules' && has(field, ['pattern', 'part']));
  const parts = fields.find((field) => has(field, ['id', 'title', 'text']));
  if (!rules || !parts) return undefined;
  const otherwise = fields.find((field) => field.name === 'everythingElse' && field.schema.type === 'string');
  return { rules, parts, otherwise };
}

function has(field: Field, names: readonly string[]): boolean {
  const properties = field.schema.items?.properties;
  return properties !== undefined && names.every((name) => name in properties);
}

/** What a parameter is: as set, else its default. */
export function paramValue(
  node: Pick<FlowNode, 'params'>,
  name: string,
  schema: ParamSchema,
): Json | undefined {
  return node.params[name] ?? schema.default;
}

/** The value that all nodes share; `mixed` where they differ. */
export function sharedValue(
  nodes: readonly Pick<FlowNode, 'params'>[],
  name: string,
  schema: ParamSchema,
): { readonly value: Json | undefined; readonly mixed: boolean } {
  const [first, ...rest] = nodes.map((node) => paramValue(node, name, schema));
  return { value: first, mixed: rest.some((value) => !sameJson(value, first)) };
}

/** Whether a parameter differs from its default. */
export function isChanged(node: Pick<FlowNode, 'params'>, name: string, schema: ParamSchema): boolean {
  return name in node.params && !sameJson(node.params[name], schema.default);
}

/** The edit that sets a parameter on nodes; a value that is the default is taken out instead, so that flows hold only what differs. */
export function paramEdits(
  ids: readonly string[],
  name: string,
  schema: ParamSchema,
  value: Json,
): readonly FlowEdit[] {
  const isDefault = schema.default !== undefined && sameJson(value, schema.default);
  return ids.map((id) =>
    isDefault
      ? { kind: 'set-params', id, params: {}, reset: [name] }
      : { kind: 'set-params', id, params: { [name]: value } },
  );
}

/** Parameters that several types share: the same name and the same schema. */
export function sharedParams(
  descriptors: readonly Pick<NodeDescriptor, 'params'>[],
): Pick<NodeDescriptor, 'params'> {
  const [first, ...rest] = descriptors;
  const shared = Object.entries(first?.params ?? {}).filter(([name, schema]) =>
    rest.every((each) => sameJson(each.params[name] as unknown as Json, schema as unknown as Json)),
  );
  return { params: Object.fromEntries(shared) };
}
