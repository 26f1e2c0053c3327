import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineClient } from '../../core/contract/index.ts';
import type { FlowEdit } from '../../core/flow-edit.ts';
import type { JsonObject } from '../../core/json.ts';
import type { RunProgress } from '../../core/run.ts';
import { startTestingEndpoint, type TestingEndpoint } from '../captioners/endpoint/testing-endpoint.ts';
import { createNodeHost } from '../cli/node-host.ts';
import { createEngine, type Engine } from '../create-engine.ts';
import { runEnd } from './testing-run-end.ts';

/*
 * Every template is used as a person would use it: a new project, the images, a captioner, Run; then what it promises is looked for.
 */

let folder: string;
let engine: Engine;
let client: EngineClient;
let endpoint: TestingEndpoint;

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'ekphrasis-templates-')));
  endpoint = await startTestingEndpoint({ models: ['cheap', 'dear'] });
  const environment = { EKPHRASIS_ENDPOINT_TEST: `${endpoint.url}|cheap|0|0` };
  engine = await createEngine(createNodeHost('web', { EKPHRASIS_DATA: join(folder, 'data') }), environment);
  client = createRouterClient(engine.router);
  await client.system.setSetting({ name: 'projectsFolder', value: join(folder, 'projects') });
});
afterEach(async () => {
  await engine.close();
  await endpoint.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Pictures of noise, so that none is a near duplicate of another. */
async function pictures(count: number): Promise<string> {
  const place = join(folder, 'pictures');
  mkdirSync(place);
  for (let number = 0; number < count; number += 1) {
    let state = number + 1;
    const noise = Uint8Array.from({ length: 64 * 64 * 3 }, () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return (state >> 16) % 256;
    });
    const raw = { width: 64, height: 64, channels: 3 } as const;
    await sharp(noise, { raw })
      .png()
      .toFile(join(place, `${String.fromCharCode(97 + number)}.png`));
  }
  return place;
}

async function newProject(of: { readonly folder?: string; readonly template?: string }): Promise<void> {
  const { name, flow } = await client.project.draft(of);
  await client.project.createNamed({ name, flow: flow as never });
}

async function edit(edits: readonly FlowEdit[]): Promise<void> {
  await client.flow.edit({
    edits: edits as Parameters<EngineClient['flow']['edit']>[0]['edits'],
    label: 'Choose',
  });
}

/** Puts the testing endpoint in the place of every captioner, asking for a model by the node's id. */
async function chooseCaptioners(models: Readonly<Record<string, string>> = {}): Promise<void> {
  const { flow } = await client.flow.get();
  const nodes = flow.nodes.map((node) =>
    /^captioners\.(local|endpoint)$/.test(node.type)
      ? {
          ...node,
          type: 'captioners.endpoint',
          params: { endpoint: 'test', ...(models[node.id] && { model: models[node.id] }) } as JsonObject,
        }
      : node,
  );
  await edit([{ kind: 'replace', flow: { ...flow, nodes } }]);
}

async function runToEnd(): Promise<RunProgress> {
  const { id } = await client.run.start({});
  return runEnd(client, id);
}

function kept({ nodes }: RunProgress, id: string): number | undefined {
  return nodes.find((node) => node.id === id)?.kept;
}

const LONG = 'A long and careful description of what can be seen. '.repeat(6).trim();

describe('[START3] a template runs from an empty project and gives what it promises', () => {
  it('caption a folder: a dataset of captions', async () => {
    await newProject({ folder: await pictures(3), template: 'caption-folder' });
    await chooseCaptioners();
    expect(kept(await runToEnd(), 'dataset')).toBe(3);
  });

  it('captions for a LoRA: a text file beside each image, the trigger word first, before hand-written ones, too', async () => {
    const place = await pictures(3);
    writeFileSync(join(place, 'b.txt'), 'written by hand');
    await newProject({ folder: place, template: 'lora-captions' });
    await chooseCaptioners();
    await edit([{ kind: 'set-params', id: 'export', params: { trigger: 'ohwx cat' } }]);
    await runToEnd();
    const text = (name: string) => readFileSync(join(place, name), 'utf8').trim();
    const texts = ['a.txt', 'b.txt', 'c.txt'].map(text);
    expect(texts).toEqual([
      expect.stringMatching(/^ohwx cat, The picture shows [^\n]+$/),
      'ohwx cat, written by hand',
      expect.stringMatching(/^ohwx cat, The picture shows [^\n]+$/),
    ]);
    expect(text('b.txt.bak')).toBe('written by hand');
    expect(existsSync(join(place, 'a.txt.bak'))).toBe(false);
    // What it has written does not come back as a caption, what a person wrote does, and nobody is asked again.
    await runToEnd();
    expect(['a.txt', 'b.txt', 'c.txt'].map(text)).toEqual(texts);
    expect(endpoint.log).toHaveLength(2);

    // Kept text files are left alone.
    writeFileSync(join(place, 'b.txt'), 'another hand');
    await edit([{ kind: 'set-params', id: 'export', params: { mode: 'keep' } }]);
    await runToEnd();
    expect(text('b.txt')).toBe('another hand');
  });

  it('teacher captions: a dataset without refusals', async () => {
    await newProject({ folder: await pictures(3), template: 'teacher-captions' });
    await chooseCaptioners();
    let asked = 0;
    endpoint.setBehaviour(() => {
      asked += 1;
      return asked === 1
        ? {
            kind: 'reply',
            message: { content: "I'm sorry, but I can't help with describing this image at all." },
          }
        : { kind: 'ok' };
    });
    const run = await runToEnd();
    expect([kept(run, 'captioner'), kept(run, 'dataset')]).toEqual([3, 2]);
  });

  it('cheap first, dear second: the dear one is asked only where the cheap one fell short', async () => {
    await newProject({ folder: await pictures(3), template: 'cascade' });
    await chooseCaptioners({ dear: 'dear' });
    let asked = 0;
    endpoint.setBehaviour(({ body }) => {
      asked += body.model === 'cheap' ? 1 : 0;
      const content = body.model === 'dear' ? `Dear: ${LONG}` : asked === 1 ? 'Short.' : LONG;
      return { kind: 'reply', message: { content } };
    });
    const run = await runToEnd();
    expect(endpoint.log.map(({ body }) => body.model).sort()).toEqual(['cheap', 'cheap', 'cheap', 'dear']);
    expect(kept(run, 'dataset')).toBe(3);
  });

  it('compare two captioners: both captions of each image in one table', async () => {
    await newProject({ folder: await pictures(3), template: 'compare-captioners' });
    await chooseCaptioners({ second: 'dear' });
    endpoint.setBehaviour(({ body }) => ({
      kind: 'reply',
      message: { content: `A noisy square of colours, seen by ${body.model}.` },
    }));
    await edit([{ kind: 'set-params', id: 'table', params: { path: join(folder, 'table.csv') } }]);
    const run = await runToEnd();
    expect(kept(run, 'compare')).toBe(6);
    const rows = readFileSync(join(folder, 'table.csv'), 'utf8').trim().split('\r\n');
    expect(rows).toHaveLength(4);
    expect(rows[1]).toBe(
      'a.png,0.8,cheap,8,"A noisy square of colours, seen by cheap.",dear,8,"A noisy square of colours, seen by dear."',
    );
    // Both are in the project, each image with two captions.
    expect(await client.project.get()).toMatchObject({ images: 3, captions: 6 });
  });

  it('clean a dataset: the same file without refusals and copies', async () => {
    const place = await pictures(5);
    const texts = [
      "I'm sorry, I can't describe this image.",
      'The same words stand here.',
      'The same words stand here.',
      'The same words stand here.',
      'A square of noise in many colours, evenly lit.',
    ];
    const records = texts.map((value, index) => {
      const name = String.fromCharCode(97 + index);
      const conversations = [
        { from: 'human', value: '<image>\nWhat is it?' },
        { from: 'gpt', value },
      ];
      return { id: name, image: `${name}.png`, conversations };
    });
    const path = join(folder, 'set.json');
    writeFileSync(path, JSON.stringify(records));
    const cleaned = join(folder, 'clean.json');
    await newProject({ template: 'clean-dataset' });
    await edit([
      { kind: 'set-params', id: 'images', params: { path, images: place } },
      { kind: 'set-params', id: 'export', params: { path: cleaned } },
    ]);
    await runToEnd();
    expect(JSON.parse(readFileSync(cleaned, 'utf8'))).toMatchObject([{ id: 'e', image: 'e.png' }]);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(records);
  });

  it('training set: two files of one split, without near duplicates', async () => {
    const place = await pictures(12);
    await sharp(join(place, 'a.png')).png({ compressionLevel: 1 }).toFile(join(place, 'a-copy.png'));
    await newProject({ folder: place, template: 'training-set' });
    await chooseCaptioners();
    const [train, heldOut] = [join(folder, 'train.json'), join(folder, 'held-out.json')];
    await edit([
      { kind: 'set-params', id: 'train', params: { path: train } },
      { kind: 'set-params', id: 'held-out', params: { path: heldOut } },
      { kind: 'set-params', id: 'dataset', params: { heldOut: 0.5 } },
    ]);
    await runToEnd();
    const ids = (path: string) =>
      (JSON.parse(readFileSync(path, 'utf8')) as { id: string }[]).map(({ id }) => id);
    expect(ids(train).length).toBeGreaterThan(0);
    expect(ids(heldOut).length).toBeGreaterThan(0);
    expect([...ids(train), ...ids(heldOut)].map((id) => id.replace('-copy', '')).sort()).toEqual([
      ...'abcdefghijkl',
    ]);
  });

  it('train a captioner: says what to set up where there is no trainer, and asks for the teacher and a base model alone', async () => {
    const [info] = (await client.project.templates()).filter(({ id }) => id === 'train-captioner');
    expect(info?.captioners).toEqual([{ node: 'teacher', title: 'Teacher' }]);
    await newProject({ folder: await pictures(3), template: 'train-captioner' });
    await edit([{ kind: 'set-params', id: 'teacher', params: { endpoint: 'test' } }]);
    const { problems } = await client.flow.get();
    expect(problems.map(({ node, code, fix }) => [node, code, fix]).sort()).toEqual([
      ['train', 'TRAINER_MISSING', 'set-up-trainer'],
      ['train', 'TRAINING_MODEL', undefined],
    ]);
    await expect(client.run.start({})).rejects.toMatchObject({ data: { code: 'TRAINER_MISSING' } });
    // What stands before the trainer works without it, a run to the dataset as well as a trial of the whole.
    const { id } = await client.run.start({ to: 'dataset' });
    expect(id).toBeGreaterThan(0);
  });

  it('complete a captioned folder: only images without a text file are captioned', async () => {
    const place = await pictures(3);
    writeFileSync(join(place, 'b.txt'), 'Written by hand, long enough to pass the filter.');
    await newProject({ folder: place });
    await chooseCaptioners();
    expect(kept(await runToEnd(), 'dataset')).toBe(3);
    expect(endpoint.log).toHaveLength(2);
  });
});

it('[START4] the flow is kept as a template, and a project made from it has the same flow', async () => {
  const place = await pictures(1);
  await newProject({ folder: place, template: 'lora-captions' });
  await chooseCaptioners();
  const saved = await client.project.saveTemplate({ title: ' My LoRA ', summary: '' });
  expect(saved).toMatchObject({
    id: 'own-my-lora',
    title: 'My LoRA',
    own: true,
    needs: ['folder'],
    captioners: [{ node: 'captioner', chosen: 'test' }],
  });
  const { flow } = await client.flow.get();
  await newProject({ folder: place, template: saved.id });
  expect((await client.flow.get()).flow.nodes).toEqual(flow.nodes);
  expect((await client.project.templates()).at(-1)).toEqual(saved);
  await client.project.removeTemplate({ id: saved.id });
  expect((await client.project.templates()).filter(({ own }) => own)).toEqual([]);
});

it('[START5] a flow from outside becomes a project under its name, and nothing of it runs', async () => {
  const { path, name } = await client.project.createNamed({
    name: '../My flow',
    flow: {
      nodes: [{ id: 'images-4', type: 'sources.folder', params: { folder: '/nowhere' } }],
    } as never,
  });
  expect([path, name]).toEqual([join(folder, 'projects', 'My flow.ekp'), 'My flow']);
  expect((await client.flow.get()).flow.usedIds).toEqual({ images: 4 });
  await expect(
    client.project.createNamed({ name: 'x', flow: { nodes: [{ id: 'X!', type: 'y' }] } as never }),
  ).rejects.toMatchObject({ data: { code: 'USAGE' } });
});

it('[START1] a recent project has its pictures and the end of its run, open or not', async () => {
  await newProject({ folder: await pictures(6), template: 'caption-folder' });
  await chooseCaptioners();
  await runToEnd();
  await client.project.close();
  const [recent] = await client.project.recent();
  expect(recent).toMatchObject({ images: 6, captions: 6, run: 'done', imagesMoved: false, found: true });
  expect(recent?.pictures).toHaveLength(4);
  const picture = await engine.pictures.thumbnail(recent?.pictures[0] as never);
  expect(picture.kind === 'bytes' && (await sharp(picture.bytes).metadata()).format).toBe('webp');
  expect(await client.project.forget({ path: recent?.path ?? '' })).toEqual([]);
  await expect(engine.pictures.thumbnail(recent?.pictures[0] as never)).rejects.toMatchObject({
    code: 'PROJECT_NOT_FOUND',
  });
});
