import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeNode } from '../../core/describe-node.ts';
import { NODE_TYPES } from '../../nodes/index.ts';
import { describeTemplate, findTemplate, listTemplates, replaceText, templateFlow } from './templates.ts';

const TEMPLATE = {
  id: 'small',
  title: 'Small',
  summary: 'Two nodes.',
  cli: { captioner: { model: 'starter' } },
  flow: {
    nodes: [
      {
        id: 'images',
        type: 'sources.folder',
        params: { folder: '$ASSETS/sample', include: ['$ASSETS', '$ASSETSX'] },
      },
      { id: 'captioner', type: 'captioners.local', position: { x: 300, y: 0 } },
    ],
    wires: [{ from: { node: 'images', port: 'images' }, to: { node: 'captioner', port: 'image' } }],
  },
};

const catalog = new Map(NODE_TYPES.map((type) => [type.type, describeNode(type)]));

let assets: string;
beforeEach(() => {
  assets = mkdtempSync(join(tmpdir(), 'ekphrasis-assets-'));
  mkdirSync(join(assets, 'templates'));
  writeFileSync(join(assets, 'templates', 'small.json'), JSON.stringify(TEMPLATE));
});
afterEach(() => rmSync(assets, { recursive: true, force: true }));

describe('templates', () => {
  it('are described for the start screen', async () => {
    const [template] = await listTemplates(assets);
    expect(template && describeTemplate(template, catalog)).toEqual({
      id: 'small',
      title: 'Small',
      summary: 'Two nodes.',
      gives: '',
      category: 'caption',
      needs: [],
      own: false,
      asks: [],
      captioners: [{ node: 'captioner', title: 'Local model' }],
      nodes: [
        { id: 'images', type: 'sources.folder', x: 0, y: 0 },
        { id: 'captioner', type: 'captioners.local', x: 300, y: 0 },
      ],
      wires: [['images', 'captioner']],
    });
  });

  it('resolve the assets folder, and choose the starter on the command line only', async () => {
    const template = await findTemplate(assets, 'small');
    const params = (forCli: boolean) =>
      templateFlow(template, { assetsFolder: '/app/assets', forCli }).nodes.map((node) => node.params);
    const images = { folder: '/app/assets/sample', include: ['/app/assets', '$ASSETSX'] };
    expect([params(false), params(true)]).toEqual([
      [images, {}],
      [images, { model: 'starter' }],
    ]);
  });

  it('count the ids in them as used', async () => {
    const flow = templateFlow(await findTemplate(assets, 'small'), { assetsFolder: '/a', forCli: false });
    expect(flow.usedIds).toEqual({ images: 1, captioner: 1 });
  });

  it('say which there are when one is not', async () => {
    await expect(findTemplate(assets, 'large')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      details: { remedy: 'Use one of: small.' },
    });
  });

  it('follow assets that have moved', async () => {
    const flow = templateFlow(await findTemplate(assets, 'small'), { assetsFolder: '/old', forCli: false });
    expect(replaceText(flow, '/old', '/new').nodes[0]?.params).toEqual({
      folder: '/new/sample',
      include: ['/new', '$ASSETSX'],
    });
  });
});
