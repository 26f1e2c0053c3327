import { describe, expect, it } from 'vitest';
import type { Flow, FlowNode } from '../../core/flow.ts';
import type { RunOptions } from '../../core/run.ts';
import { flowOf } from '../../core/testing-flow.ts';
import { planRun } from './plan.ts';
import { TEST_LIBRARY } from './testing/test-nodes.ts';
import { captioningFlow } from './testing/test-project.ts';

const FLOW = captioningFlow(['a.png']);

function withMode(flow: Flow, id: string, mode: FlowNode['mode']): Flow {
  return { ...flow, nodes: flow.nodes.map((node) => (node.id === id ? { ...node, mode } : node)) };
}

/** Each planned node with those it takes from, in the plan's order. */
function planned(flow: Flow, options: RunOptions = {}): string[] {
  return planRun(flow, TEST_LIBRARY, options).map(({ node, inputs }) =>
    [node.id, ...inputs.map(({ from }) => `${from.node}.${from.port}`)].join(' < '),
  );
}

describe('a plan', () => {
  it('stands in topological order, whatever the order of the nodes in the flow', () => {
    /*  images ──▶ prompt ──▶ captioner ──▶ filter ──▶ dataset  */
    const expected = [
      'images',
      'prompt < images.images',
      'captioner < prompt.image',
      'filter < captioner.caption',
      'dataset < filter.kept',
    ];
    expect(planned(FLOW)).toEqual(expected);
    expect(planned({ ...FLOW, nodes: FLOW.nodes.toReversed() })).toEqual(expected);
  });

  it('fills in defaults and knows by which output kept samples leave', () => {
    const [source, , captioner, , dataset] = planRun(FLOW, TEST_LIBRARY, {});
    expect(source?.params).toEqual({ names: ['a.png'], alt: '', folder: '' });
    expect([source?.keptPort, captioner?.keptPort, dataset?.keptPort]).toEqual([
      'images',
      'caption',
      'dataset',
    ]);
  });

  it('[RUN11] up to a node holds what that node needs, and no other branch', () => {
    /*  images ──▶ prompt ──▶ captioner ──▶ filter ──▶ dataset
                      ▲ to here                              */
    expect(planned(FLOW, { to: 'prompt' })).toEqual(['images', 'prompt < images.images']);
  });

  it('[RUN12] of a part of the samples has no collectors and no jobs', () => {
    /*  … ──▶ filter ──▶ dataset ──▶ publish
                         └─ left out ─┘      */
    const flow: Flow = {
      ...FLOW,
      nodes: [...FLOW.nodes, ...flowOf({ publish: ['datasets.publish'] }).nodes],
      wires: [
        ...FLOW.wires,
        { from: { node: 'dataset', port: 'dataset' }, to: { node: 'publish', port: 'dataset' } },
      ],
    };
    expect(planned(flow).at(-1)).toBe('publish < dataset.dataset');
    expect(planned(flow, { limit: 5 }).at(-1)).toBe('filter < captioner.caption');
    expect(planned(flow, { samples: [] }).at(-1)).toBe('filter < captioner.caption');
  });
});

describe('a bypassed node', () => {
  it('lets what comes in go on to what it feeds', () => {
    /*  captioner ──▶ (filter) ──▶ dataset   becomes   captioner ──▶ dataset  */
    expect(planned(withMode(FLOW, 'filter', 'bypassed')).at(-1)).toBe('dataset < captioner.caption');
  });

  it('is led around only where types fit, and what nothing feeds any more does not run', () => {
    /*  prompt ──▶ (captioner) ──▶ filter ──▶ dataset   prompted images are no captions  */
    expect(planned(withMode(FLOW, 'captioner', 'bypassed'))).toEqual(['images', 'prompt < images.images']);
  });

  it('may stand beside another one', () => {
    /*  captioner ──▶ (filter) ──▶ (second) ──▶ dataset  */
    const flow = flowOf(
      {
        images: ['sources.names'],
        prompt: ['prompts.plain'],
        captioner: ['captioners.test'],
        filter: ['filters.length'],
        second: ['filters.length'],
        dataset: ['datasets.dataset'],
      },
      'images.images>prompt.image',
      'prompt.image>captioner.image',
      'captioner.caption>filter.caption',
      'filter.kept>second.caption',
      'second.kept>dataset.captions',
    );
    const both = withMode(withMode(flow, 'filter', 'bypassed'), 'second', 'bypassed');
    expect(planned(both).at(-1)).toBe('dataset < captioner.caption');
  });

  it('rejects nothing: what its rejected port feeds gets nothing from it', () => {
    /*  captioner ──▶ (filter) ──▶ dataset
                         └ rejected ──▶ rest   */
    const flow = flowOf(
      {
        images: ['sources.names'],
        prompt: ['prompts.plain'],
        captioner: ['captioners.test'],
        filter: ['filters.length'],
        dataset: ['datasets.dataset'],
        rest: ['datasets.dataset'],
      },
      'images.images>prompt.image',
      'prompt.image>captioner.image',
      'captioner.caption>filter.caption',
      'filter.kept>dataset.captions',
      'filter.rejected>rest.captions',
    );
    const nodes = planned(withMode(flow, 'filter', 'bypassed'));
    expect(nodes).toContain('dataset < captioner.caption');
    expect(nodes.join()).not.toContain('rest');
  });
});

describe('a muted node', () => {
  it('takes its branch with it, and leaves the others alone', () => {
    /*  prompt ──▶ (one) ──▶ filter ──▶ join      one is muted: nothing feeds filter,
           └─────▶ two ──────────────▶ join       and join lacks its left input   */
    const flow = flowOf(
      {
        images: ['sources.names'],
        prompt: ['prompts.plain'],
        one: ['captioners.test'],
        two: ['captioners.test'],
        filter: ['filters.length'],
        join: ['datasets.join'],
      },
      'images.images>prompt.image',
      'prompt.image>one.image',
      'prompt.image>two.image',
      'one.caption>filter.caption',
      'filter.kept>join.left',
      'two.caption>join.right',
    );
    expect(planned(withMode(flow, 'one', 'muted'))).toEqual([
      'images',
      'prompt < images.images',
      'two < prompt.image',
    ]);
  });

  it('leaves an input that others feed with what they give', () => {
    /*  images ──▶ prompt
        (more) ──────▲     */
    const flow = flowOf(
      { images: ['sources.names'], more: ['sources.names'], prompt: ['prompts.plain'] },
      'images.images>prompt.image',
      'more.images>prompt.image',
    );
    expect(planned(withMode(flow, 'more', 'muted'))).toEqual(['images', 'prompt < images.images']);
  });
});
