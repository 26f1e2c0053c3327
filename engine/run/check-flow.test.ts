import { expect, it } from 'vitest';
import type { Flow, FlowNode } from '../../core/flow.ts';
import { flowOf } from '../../core/testing-flow.ts';
import type { CaptionerService } from '../captioners/captioner-service.ts';
import { checkFlow, partUpTo } from './check-flow.ts';
import { TEST_LIBRARY } from './testing/test-nodes.ts';
import { captioningFlow } from './testing/test-project.ts';

/** Knows one model, and has a price for nothing. Nothing may be opened by a check. */
const captioners: CaptionerService = {
  check: async ({ model }, capped) => [
    ...(model === 'test'
      ? []
      : [
          {
            code: 'CAPTIONER_MISSING' as const,
            severity: 'error' as const,
            message: `There is no model "${model}".`,
            remedy: 'Choose another.',
          },
        ]),
    ...(capped
      ? [
          {
            code: 'PRICE_MISSING' as const,
            severity: 'error' as const,
            message: 'It has no price.',
            remedy: 'Enter one.',
          },
        ]
      : []),
  ],
  open: async () => {
    throw new Error('A check opened a captioner.');
  },
};

const dependencies = {
  library: TEST_LIBRARY,
  captioners,
  pathExists: async (path: string) => path.startsWith('/there'),
};

async function problems(flow: Flow, options: { readonly to?: string; readonly capped?: boolean } = {}) {
  const found = await checkFlow(dependencies, flow, options);
  return found.map(({ node, code, param }) => [node, code, param].filter(Boolean).join(' '));
}

const setParams = (flow: Flow, id: string, params: Flow['nodes'][number]['params']): Flow => ({
  ...flow,
  nodes: flow.nodes.map((node) => (node.id === id ? { ...node, params } : node)),
});
const FLOW = captioningFlow(['a.png']);

it('[RUN1] finds nothing wrong with a flow that can run', async () => {
  expect(await problems(FLOW)).toEqual([]);
});

it('[RUN1] lists problems of graph, parameters and captioners at once, each on its node', async () => {
  /*  images ──▶ prompt ──▶ captioner (unknown model) ──▶ filter (no number) ──▶ dataset     lonely  */
  let flow = setParams(FLOW, 'captioner', { model: 'gone' });
  flow = setParams(flow, 'filter', { minimum: 'many' });
  flow = { ...flow, nodes: [...flow.nodes, ...flowOf({ lonely: ['filters.length'] }).nodes] };
  expect((await problems(flow)).sort()).toEqual([
    'captioner CAPTIONER_MISSING',
    'filter PARAMETER_INVALID minimum',
    'lonely INPUT_MISSING',
  ]);
});

it('[RUN1] says that no captioner is chosen, with what repairs it', async () => {
  const flow = setParams(FLOW, 'captioner', { model: '' });
  expect(await checkFlow(dependencies, flow)).toMatchObject([
    { node: 'captioner', code: 'CAPTIONER_MISSING', severity: 'error', fix: 'choose-captioner' },
  ]);
});

it('[RUN7] wants a price under a cap, and only then', async () => {
  expect(await problems(FLOW, { capped: true })).toEqual(['captioner PRICE_MISSING']);
});

it('[RUN1] [RUN11] up to a node looks at what that run would execute, and at nothing else', async () => {
  const flow = setParams(FLOW, 'captioner', { model: 'gone' });
  expect(await problems(flow, { to: 'prompt' })).toEqual([]);
  expect(partUpTo(flow, 'prompt').wires).toHaveLength(1);
});

it('[RUN1] does not ask after the captioner of a node that will not run', async () => {
  const flow = setParams(FLOW, 'captioner', { model: 'gone' });
  const muted = {
    ...flow,
    nodes: flow.nodes.map((node) => (node.id === 'captioner' ? { ...node, mode: 'muted' as const } : node)),
  };
  expect((await problems(muted)).join()).not.toContain('CAPTIONER_MISSING');
});

it('[RUN1] finds that a folder or file is gone, without reading it', async () => {
  const withPath = (path: string) => setParams(FLOW, 'images', { names: ['a.png'], folder: path });
  expect(await problems(withPath('/there/pictures'))).toEqual([]);
  expect(await checkFlow(dependencies, withPath('/gone'))).toMatchObject([
    { node: 'images', code: 'FOLDER_NOT_FOUND', param: 'folder', fix: 'choose-folder' },
  ]);
});

it('[RUN1] looks at a path and a captioner once, however many nodes name them', async () => {
  const looks: string[] = [];
  const counting = {
    ...dependencies,
    captioners: {
      ...captioners,
      check: (...given: Parameters<typeof captioners.check>) => {
        looks.push('captioner');
        return captioners.check(...given);
      },
    },
    pathExists: async (path: string) => {
      looks.push(path);
      return false;
    },
  };
  const copy = (id: string, of: string) => ({ ...FLOW.nodes.find((node) => node.id === of), id }) as FlowNode;
  const folders = flowOf({
    one: ['sources.names', { names: ['a.png'], folder: '/gone' }],
    two: ['sources.names', { names: ['a.png'], folder: '/gone' }],
  }).nodes;
  const found = await checkFlow(counting, {
    ...FLOW,
    nodes: [...FLOW.nodes, copy('again', 'captioner'), ...folders],
  });
  expect(looks.filter((look) => look === 'captioner' || look === '/gone')).toEqual(['captioner', '/gone']);
  expect(found.filter(({ code }) => code === 'FOLDER_NOT_FOUND').map(({ node }) => node)).toEqual([
    'one',
    'two',
  ]);
});
