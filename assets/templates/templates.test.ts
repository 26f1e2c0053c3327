import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { NodeType } from '../../core/define-node.ts';
import { describeNode } from '../../core/describe-node.ts';
import { flowSchema } from '../../core/flow-schema.ts';
import type { NodeCatalog } from '../../core/node-descriptor.ts';
import { validateGraph } from '../../core/validate-flow.ts';
import { NODE_TYPES } from '../../nodes/index.ts';

const ASSETS = join(import.meta.dirname, '..');
const types = new Map<string, NodeType>(NODE_TYPES.map((type) => [type.type, type]));
const catalog: NodeCatalog = new Map(NODE_TYPES.map((type) => [type.type, describeNode(type)]));
/** What only the user can fill in. */
const PLACEHOLDERS = new Set(['folder', 'path', 'model', 'endpoint', 'base']);

const templateSchema = z.strictObject({
  id: z.string(),
  title: z.string().min(1).max(40),
  summary: z.string().regex(/\.$/),
  gives: z.string().regex(/^[A-Z].{5,39}[^.]$/),
  category: z.enum(['caption', 'compare', 'clean', 'train']),
  needs: z.array(z.enum(['offline', 'folder', 'captioner', 'endpoint', 'dataset-file', 'trainer'])).min(1),
  asks: z.array(z.strictObject({ node: z.string(), param: z.string() })).default([]),
  order: z.int().min(1),
  cli: z.record(z.string(), z.record(z.string(), z.json())).default({}),
  cliNote: z.string().optional(),
  flow: flowSchema,
});

const templates = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({
    name,
    template: templateSchema.parse(JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8'))),
  }));

it('the templates stand in an order of their own, the plainest first and the sample last', () => {
  const sorted = templates.map(({ template }) => template).sort((a, b) => a.order - b.order);
  expect(sorted.map(({ order }) => order)).toEqual(sorted.map((_, index) => index + 1));
  expect([sorted[0]?.id, sorted.at(-1)?.id]).toEqual(['caption-folder', 'sample']);
});

describe.each(templates)('$name', ({ name, template }) => {
  const { flow, cli } = template;

  it('is named like its file, and its graph has no problem [RUN1]', () => {
    expect(`${template.id}.json`).toBe(name);
    expect(validateGraph(flow, catalog)).toEqual([]);
  });

  it('has parameters that its node types know and take, and leaves open only what the user has to choose', () => {
    for (const node of flow.nodes) {
      const type = types.get(node.type);
      expect(Object.keys(type?.params.shape ?? {})).toEqual(expect.arrayContaining(Object.keys(node.params)));
      expect(node.version).toBe(type?.version);
      const params = type?.params.parse({ ...node.params, ...cli[node.id] }) ?? {};
      const open = (type?.check?.(params) ?? []).map(({ param }) => param);
      expect(open.filter((param) => !PLACEHOLDERS.has(param))).toEqual([]);
    }
    expect(flow.nodes.map(({ id }) => id)).toEqual(expect.arrayContaining(Object.keys(cli)));
  });

  it('asks for parameters that are there, and for every file that has to be chosen [START2]', () => {
    const asked = template.asks.map(({ node, param }) => `${node}.${param}`);
    const there = flow.nodes.flatMap(({ id, type }) =>
      Object.keys(types.get(type)?.params.shape ?? {}).map((param) => `${id}.${param}`),
    );
    expect(there).toEqual(expect.arrayContaining(asked));
    const files = flow.nodes.flatMap(({ id, type }) =>
      Object.entries(catalog.get(type)?.params ?? {}).flatMap(([param, { widget }]) =>
        widget === 'file' || widget === 'save-file' ? [`${id}.${param}`] : [],
      ),
    );
    expect(asked).toEqual(expect.arrayContaining(files));
  });

  it('stands on the grid in reading order, without cards on top of each other', () => {
    const places = flow.nodes.map(({ position }) => position);
    for (const [index, { x, y }] of places.entries()) {
      expect([x % 20, y % 20]).toEqual([0, 0]);
      // a card is 220 wide and up to about 200 high
      const crowded = places
        .slice(index + 1)
        .filter((b) => Math.abs(b.x - x) < 240 && Math.abs(b.y - y) < 200);
      expect(crowded).toEqual([]);
    }
    for (const { from, to } of flow.wires) {
      const [start, end] = [from, to].map(
        ({ node }) => flow.nodes.find(({ id }) => id === node)?.position ?? { x: 0, y: 0 },
      );
      const comesLater = end && start && (end.x > start.x || end.y > start.y);
      expect(comesLater, `${from.node} → ${to.node}`).toBe(true);
    }
  });

  it('names only assets that are there', () => {
    const text = JSON.stringify(flow);
    for (const [, path = ''] of text.matchAll(/"\$ASSETS\/([^"]+)"/g))
      expect(readdirSync(join(ASSETS, path)).length).toBeGreaterThan(0);
  });
});

it('only the sample and the command line choose the starter', () => {
  const choosing = templates
    .filter(({ template }) => JSON.stringify(template.flow).includes('"starter"'))
    .map(({ template }) => template.id);
  expect(choosing).toEqual(['sample']);
  const cli = templates.find(({ template }) => template.id === 'caption-folder')?.template.cli;
  expect(cli).toEqual({ captioner: { model: 'starter' } });
});
