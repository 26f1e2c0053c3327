import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { TEMPLATE_CATEGORIES, type TemplateInfo } from '../../core/contract/project.ts';
import { UserError } from '../../core/errors.ts';
import type { Flow, FlowNode } from '../../core/flow.ts';
import { applyEdits, reserveIds } from '../../core/flow-edit.ts';
import { wiresInto } from '../../core/flow-graph.ts';
import { flowSchema, jsonObjectSchema } from '../../core/flow-schema.ts';
import type { Json } from '../../core/json.ts';
import type { NodeCatalog } from '../../core/node-descriptor.ts';
import { readFlowFile, readJson } from './read-flow-file.ts';

const templateSchema = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: z.string().min(1).max(200),
  summary: z.string().min(1).max(1000),
  /** What it leaves behind, in a few words. */
  gives: z.string().max(100).default(''),
  category: z.enum(TEMPLATE_CATEGORIES).default('caption'),
  needs: z.array(z.string().max(40)).max(20).default([]),
  /** Parameters that are asked for when it is used in the app. */
  asks: z
    .array(z.object({ node: z.string(), param: z.string() }))
    .max(20)
    .default([]),
  /** Place in lists of templates, from 1. */
  order: z.int().default(1000),
  /** Parameters by node that are set when the template is used on the command line. */
  cli: z.record(z.string(), jsonObjectSchema).default({}),
  /** Said on the command line when it is used there. */
  cliNote: z.string().optional(),
  flow: flowSchema,
});

/** A flow to start from, as `assets/templates/<id>.json` holds it. */
export type Template = Omit<z.output<typeof templateSchema>, 'flow'> & { readonly flow: Flow };

/** Stands in a template's parameters for the folder of the app's assets. */
const ASSETS = '$ASSETS';

/** The templates of an assets folder, in their order. */
export async function listTemplates(assetsFolder: string): Promise<readonly Template[]> {
  const folder = join(assetsFolder, 'templates');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const templates = await Promise.all(
    names.map(async (name) => templateSchema.parse(JSON.parse(await readFile(join(folder, name), 'utf8')))),
  );
  return templates.sort((a, b) => a.order - b.order);
}

/** A template out of a file that may come from anywhere. Throws FILE_NOT_FOUND, FORMAT_INVALID, or a ZodError. */
export async function readTemplateFile(path: string): Promise<Template> {
  return templateSchema.parse(await readJson(path));
}

/**
 * A template by its id, of the app's or of those given, or the flow in a file of the user's where `id` is a path that ends with `.json`.
 * Throws NOT_FOUND with the ids that there are.
 */
export async function findTemplate(
  assetsFolder: string,
  id: string,
  own: readonly Template[] = [],
): Promise<Template> {
  if (id.endsWith('.json')) return fileTemplate(id);
  const templates = [...(await listTemplates(assetsFolder)), ...own];
  const template = templates.find((candidate) => candidate.id === id);
  if (template) return template;
  throw new UserError('NOT_FOUND', `There is no template "${id}".`, {
    remedy: `Use one of: ${templates.map((candidate) => candidate.id).join(', ')}.`,
  });
}

async function fileTemplate(path: string): Promise<Template> {
  const flow = await readFlowFile(path);
  if ('problems' in flow) {
    const [first] = flow.problems;
    throw new UserError('FLOW_INVALID', first?.message ?? 'This is not a flow.', { remedy: first?.remedy });
  }
  const { id: _id, ...facts } = templateSchema
    .omit({ flow: true })
    .parse({ id: 'file', title: path, summary: path });
  return { ...facts, id: 'file', flow: flow.flow };
}

/** The template's flow, ready to be put into a project. */
export function templateFlow(template: Template, options: { assetsFolder: string; forCli: boolean }): Flow {
  const flow = replaceText(template.flow, ASSETS, options.assetsFolder);
  const overrides = options.forCli ? Object.entries(template.cli) : [];
  return applyEdits(
    reserveIds(flow),
    overrides.map(([id, params]) => ({ kind: 'set-params', id, params })),
  );
}

/** What the start screen shows of a template; what its nodes take is read from their descriptions. */
export function describeTemplate(template: Template, catalog: NodeCatalog): TemplateInfo {
  const { id, title, summary, gives, category, needs, asks, flow } = template;
  return {
    id,
    title,
    summary,
    gives,
    category,
    needs: category === 'own' ? needsOf(flow, catalog) : needs,
    own: category === 'own',
    asks: asks.flatMap(({ node, param }) => {
      const asking = flow.nodes.find(({ id: each }) => each === node);
      if (asking === undefined) return [];
      const value = asking.params[param];
      const title = asking.title || (catalog.get(asking.type)?.title ?? asking.type);
      return [{ node, param, type: asking.type, title, ...(value !== undefined && { value }) }];
    }),
    captioners: flow.nodes.flatMap((node) => captionerOf(flow, node, catalog)),
    nodes: flow.nodes.map((node) => ({
      id: node.id,
      type: node.type,
      x: node.position.x,
      y: node.position.y,
    })),
    wires: flow.wires.map((wire) => [wire.from.node, wire.to.node] as const),
  };
}

/** A folder, where the flow's sources take one: what a user saves says nothing about itself. */
function needsOf(flow: Flow, catalog: NodeCatalog): readonly string[] {
  const takesFolder = flow.nodes.some(({ type }) => {
    const descriptor = catalog.get(type);
    if (descriptor?.shape !== 'source') return false;
    return Object.values(descriptor.params).some(({ widget }) => widget === 'folder');
  });
  return takesFolder ? ['folder'] : [];
}

/** Found by the widget of its parameter: node types are not known by name here. One that gets its model by a wire leaves nothing to choose. */
function captionerOf(flow: Flow, node: FlowNode, catalog: NodeCatalog): TemplateInfo['captioners'] {
  const descriptor = catalog.get(node.type);
  const isModel = (port: string) =>
    descriptor?.inputs.some(({ name, type }) => name === port && type === 'model');
  const getsModel = wiresInto(flow, node.id).some(({ to }) => isModel(to.port));
  if (getsModel) return [];
  const found = Object.entries(descriptor?.params ?? {}).find(
    ([, { widget }]) => widget === 'endpoint' || widget === 'local-model',
  );
  if (descriptor === undefined || found === undefined) return [];
  const chosen = node.params[found[0]];
  return [
    {
      node: node.id,
      title: node.title || descriptor.title,
      ...(typeof chosen === 'string' && chosen !== '' && { chosen }),
    },
  ];
}

/** A flow whose parameters' texts that start with `from` start with `to` instead. */
export function replaceText(flow: Flow, from: string, to: string): Flow {
  return {
    ...flow,
    nodes: flow.nodes.map((node) => ({
      ...node,
      params: replaceIn(node.params, from, to) as typeof node.params,
    })),
  };
}

function replaceIn(value: Json, from: string, to: string): Json {
  if (typeof value === 'string')
    return value === from || value.startsWith(`${from}/`) ? to + value.slice(from.length) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => replaceIn(item, from, to));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replaceIn(item, from, to)]));
}
