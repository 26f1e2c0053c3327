import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  startTestingEndpoint,
  type TestingEndpoint,
  testingCaption,
} from '../captioners/endpoint/testing-endpoint.ts';
import { makePictures } from './testing-pictures.ts';
import { callMain } from './testing-terminal.ts';

let folder: string;
let endpoint: TestingEndpoint;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ekphrasis-cli-'));
  endpoint = await startTestingEndpoint();
  await makePictures(folder, 3, false);
  await call('new', 'p.ekp', '--template', 'caption-folder');
});
afterEach(async () => {
  await endpoint.close();
  rmSync(folder, { recursive: true, force: true });
});

const call = (...argv: string[]) =>
  callMain(folder, argv, { EKPHRASIS_ENDPOINT_TEST: `${endpoint.url}|test-model|0|0` });
const run = () =>
  call(
    'run',
    'p.ekp',
    '--json',
    ...['images.folder=pictures', 'captioner.type=captioners.endpoint', 'captioner.endpoint=test'].flatMap(
      (set) => ['--set', set],
    ),
  );
const captions = async () => {
  await call('export', 'p.ekp', '--format', 'jsonl', '--out', 'out.jsonl');
  return readFileSync(join(folder, 'out.jsonl'), 'utf8');
};
const picture = (name: string) => join(folder, 'pictures', name);
const repaint = (name: string) =>
  sharp({ create: { width: 24, height: 16, channels: 3, background: '#123456' } })
    .png()
    .toFile(picture(name));

describe('a picture that changes on disk', () => {
  it('[RUN16] [STORE18] between two runs: it is captioned anew, unless a person keeps the caption of its former bytes', async () => {
    await run();
    const asked = endpoint.log.length;
    const former = /The picture shows [^"]*/.exec(await captions())?.[0] ?? '';
    await repaint('a.png');
    expect((await run()).code).toBe(0);
    expect(endpoint.log).toHaveLength(asked + 1);
    expect(await captions()).not.toContain(former);

    const listed = await call('failures', 'p.ekp');
    expect(listed.out).toMatch(/1 picture has changed[\s\S]*--keep-captions[\s\S]*a\.png/);
    expect((await call('failures', 'p.ekp', '--keep-captions', '--json')).json).toEqual([{ carriedOver: 1 }]);
    expect((await call('failures', 'p.ekp')).out).toBe('No failed samples.\n');
    expect((await run()).code).toBe(0);
    expect(await captions()).toContain(former);
    await run();
    expect(await captions()).toContain(former);
    expect(endpoint.log).toHaveLength(asked + 1);
  });

  it('[RUN6] [RUN16] during a run: it fails as IMAGE_CHANGED, and the next run takes it anew', async () => {
    copyFileSync(picture('c.png'), join(folder, 'c.png'));
    await call('run', 'p.ekp', '--to', 'images', '--set', 'images.folder=pictures');
    // While the first one is looked at, the last one is painted over.
    endpoint.setBehaviour(async () => {
      await repaint('c.png');
      return { kind: 'ok' };
    });
    await call(
      'run',
      'p.ekp',
      '--set',
      'captioner.type=captioners.endpoint',
      '--set',
      'captioner.endpoint=test',
      '--set',
      'captioner.concurrency=1',
    );
    const { json } = await call('failures', 'p.ekp', '--code', 'image_changed', '--json');
    expect(json[0]).toMatchObject({ code: 'IMAGE_CHANGED', path: 'c.png' });
    expect(endpoint.log).toHaveLength(2);
    endpoint.setBehaviour({ kind: 'ok' });
    expect((await run()).code).toBe(0);
    expect(endpoint.log).toHaveLength(3);
    const last = endpoint.log.at(-1);
    expect(await captions()).toContain(testingCaption(last?.image ?? '', last?.prompt ?? ''));
  });
});
