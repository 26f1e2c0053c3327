import { describe, expect, it } from 'vitest';
import type { CaptionerRef } from '../../core/captioner.ts';
import type { TemplateInfo } from '../../core/contract/project.ts';
import { reserveIds } from '../../core/flow-edit.ts';
import type { NodeCatalog, NodeDescriptor } from '../../core/node-descriptor.ts';
import { flowOf } from '../../core/testing-flow.ts';
import { openQuestions, type ProjectPlan, plannedFlow } from './project-plan.ts';

function descriptor(type: string, params: NodeDescriptor['params'], inputs = ['image']): NodeDescriptor {
  return {
    type,
    version: 1,
    shape: 'batch',
    category: 'captioners',
    title: type,
    summary: type,
    icon: 'box',
    synonyms: [],
    inputs: inputs.map((name) => ({ name, label: name, type: 'image', required: true })),
    outputs: [{ name: 'caption', label: 'caption', type: 'caption' }] as never,
    params,
    defaults: {},
  };
}

const catalog: NodeCatalog = new Map(
  [
    descriptor('captioners.local', { model: { type: 'string', widget: 'local-model' } }),
    descriptor('captioners.endpoint', {
      endpoint: { type: 'string', widget: 'endpoint' },
      model: { type: 'string' },
    }),
    descriptor(
      'datasets.table',
      { path: { type: 'string', widget: 'save-file' }, word: { type: 'string' } },
      ['one', 'two'],
    ),
  ].map((one) => [one.type, one]),
);

const TEMPLATE = {
  id: 'compare',
  title: 'Compare',
  needs: ['folder'],
  captioners: [
    { node: 'first', title: 'First' },
    { node: 'second', title: 'Second' },
  ],
  asks: [
    { node: 'table', param: 'path', type: 'datasets.table', title: 'Table', value: '' },
    { node: 'table', param: 'word', type: 'datasets.table', title: 'Table' },
  ],
} as unknown as TemplateInfo;

const flow = reserveIds(
  flowOf(
    {
      first: ['captioners.local', { model: '' }],
      second: ['captioners.local', { model: '' }],
      table: ['datasets.table', { path: '' }],
    },
    'first.caption>table.one',
    'second.caption>table.two',
  ),
);

function plan<C>(more: Partial<ProjectPlan<C>>): ProjectPlan<C> {
  return { template: TEMPLATE, folder: undefined, captioners: {}, answers: {}, ...more };
}

describe('[START2] what is still open', () => {
  it('are images, each captioner and each file; words may stay empty', () => {
    expect(openQuestions(plan({}), catalog)).toEqual([
      { kind: 'images' },
      { kind: 'captioner', id: 'first' },
      { kind: 'captioner', id: 'second' },
      { kind: 'answer', id: 'table.path' },
    ]);
    expect(
      openQuestions(
        plan({ folder: '/a', captioners: { first: 1, second: 1 }, answers: { 'table.path': '/t.csv' } }),
        catalog,
      ),
    ).toEqual([]);
  });

  it('a template of the user’s has its captioner already', () => {
    const captioners = [{ node: 'first', title: 'First', chosen: 'ollama' }];
    const template = { ...TEMPLATE, captioners, asks: [] };
    expect(openQuestions(plan({ template, folder: '/a' }), catalog)).toEqual([]);
  });

  it('without a template images and one captioner are', () => {
    expect(openQuestions(plan({ template: undefined }), catalog)).toEqual([
      { kind: 'images' },
      { kind: 'captioner', id: '' },
    ]);
  });
});

describe('[START2] the flow as planned', () => {
  const endpoint: CaptionerRef = { kind: 'endpoint', endpoint: 'mine', model: 'm' };
  const local: CaptionerRef = { kind: 'local', model: 'small', precision: 'auto' };

  it('has each captioner in its place with its wires, and the answers', () => {
    /*  first ──▶ one
                      table      first becomes an endpoint, which is another type
        second ─▶ two                                                             */
    const after = plannedFlow(
      plan({ captioners: { first: endpoint, second: local }, answers: { 'table.path': '/t.csv' } }),
      flow,
      catalog,
    );
    const nodes = after.nodes.map(({ type, params }) => [type, params]);
    expect(nodes).toHaveLength(3);
    expect(nodes).toEqual(
      expect.arrayContaining([
        ['captioners.endpoint', { endpoint: 'mine', model: 'm' }],
        ['captioners.local', { model: 'small' }],
        ['datasets.table', { path: '/t.csv' }],
      ]),
    );
    expect(after.wires.map(({ to }) => to.port).sort()).toEqual(['one', 'two']);
  });

  it('is left as it is where nothing was chosen', () => {
    expect(plannedFlow(plan({}), flow, catalog)).toEqual(flow);
  });
});
