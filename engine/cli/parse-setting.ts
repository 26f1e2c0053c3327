import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../../core/errors.ts';
import { type Flow, type FlowNode, findNode } from '../../core/flow.ts';
import type { FlowEdit } from '../../core/flow-edit.ts';
import type { Json } from '../../core/json.ts';
import type { NodeCatalog, ParamSchema } from '../../core/node-descriptor.ts';

/**
 * `NODE.PARAM=VALUE` as an edit of the flow. The value is read by the parameter's schema; relative paths start at `folder`.
 * `NODE.type=TYPE` puts a node of another type in its place.
 * Throws USAGE for a wrong form, PARAMETER_INVALID and FLOW_EDIT for what the flow does not have.
 */
export function parseSetting(setting: string, flow: Flow, catalog: NodeCatalog, folder: string): FlowEdit {
  const match = /^([a-z][a-z0-9-]*)\.([A-Za-z][A-Za-z0-9]*)=(.*)$/s.exec(setting);
  const [, id = '', name = '', text = ''] = match ?? [];
  if (!match)
    throw new UserError('USAGE', `"${setting}" is not of the form NODE.PARAM=VALUE.`, {
      remedy: 'Write for instance --set images.folder=pictures.',
    });
  const node = findNode(flow, id);
  if (!node)
    throw new UserError('FLOW_EDIT', `There is no node "${id}" in this flow.`, {
      remedy: `It has: ${listed(flow.nodes.map((other) => other.id))}.`,
    });
  if (name === 'type') return changeType(flow, node, text, catalog);
  const descriptor = catalog.get(node.type);
  if (!descriptor)
    throw new UserError('NODE_UNKNOWN', `"${node.type}" is not part of this version.`, {
      remedy: 'Update the app, or remove the node.',
    });
  const schema = descriptor.params[name];
  if (!schema)
    throw new UserError('PARAMETER_INVALID', `"${id}" has no parameter "${name}".`, {
      remedy: `It has: ${listed(Object.keys(descriptor.params))}.`,
    });
  return { kind: 'set-params', id, params: { [name]: parseValue(text, schema, `${id}.${name}`, folder) } };
}

/** The node keeps its id, title, place and wires, and the parameters that mean the same for both types. */
function changeType(flow: Flow, node: FlowNode, type: string, catalog: NodeCatalog): FlowEdit {
  const descriptor = catalog.get(type);
  if (!descriptor)
    throw new UserError('NODE_UNKNOWN', `There is no node type "${type}".`, {
      remedy: 'See "ekphrasis nodes" for those there are.',
    });
  const before = catalog.get(node.type)?.params ?? {};
  const params = Object.fromEntries(
    Object.entries(node.params).filter(([name]) => isDeepStrictEqual(before[name], descriptor.params[name])),
  );
  const changed: FlowNode = { ...node, type, version: descriptor.version, params };
  const nodes = flow.nodes.map((other) => (other.id === node.id ? changed : other));
  return { kind: 'replace', flow: { ...flow, nodes } };
}

function parseValue(text: string, schema: ParamSchema, place: string, folder: string): Json {
  if (schema.enum?.includes(text)) return text;
  switch (schema.type) {
    case 'string':
      return isPath(schema) && text !== '' ? resolve(folder, text) : text;
    case 'number':
    case 'integer':
      return parseNumber(text, place);
    case 'boolean':
      return parseBoolean(text, place);
    case 'array':
      return schema.items?.type === 'string' && !text.trimStart().startsWith('[')
        ? text.split(',').flatMap((item) => item.trim() || [])
        : parseJson(text, place);
    case 'object':
      return parseJson(text, place);
    default:
      return parseLoosely(text, schema, place, folder);
  }
}

/** Schemas with alternatives: the first that takes the text, a string last. */
function parseLoosely(text: string, schema: ParamSchema, place: string, folder: string): Json {
  const alternatives = schema.anyOf ?? [];
  const ordered = [...alternatives].sort((a, b) => Number(a.type === 'string') - Number(b.type === 'string'));
  for (const alternative of ordered) {
    try {
      return parseValue(text, alternative, place, folder);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
  return alternatives.length === 0 ? parseJson(text, place) : text;
}

function isPath(schema: ParamSchema): boolean {
  return schema.widget === 'folder' || schema.widget === 'file' || schema.widget === 'save-file';
}

function parseNumber(text: string, place: string): number {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(number)) throw invalid(place, text, 'a number');
  return number;
}

function parseBoolean(text: string, place: string): boolean {
  if (/^(true|yes|on|1)$/i.test(text)) return true;
  if (/^(false|no|off|0)$/i.test(text)) return false;
  throw invalid(place, text, 'true or false');
}

function parseJson(text: string, place: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw invalid(place, text, 'JSON');
  }
}

function invalid(place: string, text: string, wanted: string): UserError {
  return new UserError('PARAMETER_INVALID', `${place} takes ${wanted}; "${text.slice(0, 80)}" is not that.`, {
    remedy: 'See "ekphrasis nodes" for the parameters.',
  });
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}
