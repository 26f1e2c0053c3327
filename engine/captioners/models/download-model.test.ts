import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DownloadProgress } from '../../../core/contract/captioner.ts';
import { type DownloadOptions, downloadModel, insideFolder } from './download-model.ts';
import { readManifest } from './model-manifest.ts';
import { startTestingHub, type TestingHub, type TestingHubOptions } from './testing-hub.ts';

const weights = randomBytes(300_000);
const files = {
  'config.json': Buffer.from('{"model_type":"llava"}'),
  'empty.txt': Buffer.alloc(0),
  'onnx/model.onnx': weights,
  'onnx/model.onnx_data': randomBytes(70_000),
  'onnx/model_fp16.onnx': randomBytes(10),
  'pytorch_model.bin': randomBytes(10),
};

let folder = '';
let hub: TestingHub | undefined;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'download-'));
});
afterEach(async () => {
  await hub?.close();
  hub = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: Partial<TestingHubOptions> = {}): Promise<TestingHub> {
  hub = await startTestingHub({ repositories: { 'a/model': files }, ...options });
  return hub;
}

async function download(
  server: TestingHub,
  options: Partial<DownloadOptions> = {},
): Promise<DownloadProgress[]> {
  const all: DownloadProgress[] = [];
  const steps = downloadModel({
    id: 'model',
    hub: server.url,
    repository: 'a/model',
    revision: 'main',
    required: ['config.json', 'empty.txt', 'onnx/model.onnx'],
    optional: ['chat_template.jinja'],
    folder,
    signal: new AbortController().signal,
    ...options,
  });
  for await (const step of steps) all.push(step);
  return all;
}

const read = (name: string) => readFileSync(path.join(folder, name));

describe('a download', () => {
  it('[CAP16] brings the files that are needed, external weights too, and nothing else', async () => {
    const progress = await download(await start());
    expect(progress.at(-1)).toMatchObject({ state: 'done', receivedBytes: 370_022, totalBytes: 370_022 });
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual([
      'config.json',
      'ekphrasis-model.json',
      'empty.txt',
      'onnx',
      'onnx/model.onnx',
      'onnx/model.onnx_data',
    ]);
    expect(read('onnx/model.onnx').equals(weights)).toBe(true);
    expect(Object.keys((await readManifest(folder))?.files ?? {})).toHaveLength(4);
  });

  it('tells progress that never goes back', async () => {
    const received = (await download(await start())).map((one) => one.receivedBytes);
    expect(received).toEqual([...received].sort((a, b) => a - b));
  });

  it('[CAP17] goes on where a connection was cut', async () => {
    const server = await start();
    server.cut('onnx/model.onnx', 100_000, 2);
    expect((await download(server)).at(-1)?.state).toBe('done');
    expect(read('onnx/model.onnx').equals(weights)).toBe(true);
    const ranges = server.log.filter((one) => one.path.endsWith('/model.onnx')).map((one) => one.range);
    // What had come may be lost with the connection: then the next request begins anew.
    expect(ranges).toHaveLength(3);
    for (const range of ranges) expect(range ?? 'bytes=0-').toMatch(/^bytes=\d+-$/);
  });

  it('[CAP17] goes on with what an earlier start has left, and takes nothing twice', async () => {
    const server = await start();
    mkdirSync(path.join(folder, 'onnx'));
    writeFileSync(path.join(folder, 'onnx', 'model.onnx.part'), weights.subarray(0, 200_000));
    await download(server);
    expect(server.log.find((one) => one.path.endsWith('/model.onnx'))?.range).toBe('bytes=200000-');
    const before = server.log.length;
    expect((await download(server)).at(-1)?.state).toBe('done');
    expect(server.log.length - before).toBe(1);
  });

  it('[CAP17] throws away a file that is not what the hub lists, and can start again', async () => {
    const server = await start();
    server.replace('onnx/model.onnx', randomBytes(weights.length));
    const last = (await download(server)).at(-1);
    expect(last).toMatchObject({ state: 'failed', file: 'onnx/model.onnx' });
    expect(last?.message).toMatch(/is not what the hub lists\. .*\.$/);
    expect([
      existsSync(path.join(folder, 'onnx/model.onnx')),
      existsSync(path.join(folder, 'onnx/model.onnx.part')),
    ]).toEqual([false, false]);
    expect(await readManifest(folder)).toBeUndefined();
    server.replace('onnx/model.onnx', weights);
    expect((await download(server)).at(-1)?.state).toBe('done');
  });

  it('[CAP16] checks files outside LFS by the hash that git gives them', async () => {
    const server = await start();
    server.replace('config.json', Buffer.from('{"model_type":"lava!"}'));
    expect((await download(server)).at(-1)).toMatchObject({ state: 'failed', file: 'config.json' });
  });

  it('stops at a file that is longer than listed', async () => {
    const server = await start();
    server.replace('config.json', randomBytes(100_000));
    expect((await download(server)).at(-1)).toMatchObject({ state: 'failed', file: 'config.json' });
  });

  it('gives up a connection that is cut again and again without a byte', async () => {
    const server = await start();
    server.cut('onnx/model.onnx', 0, 100);
    expect((await download(server)).at(-1)).toMatchObject({ state: 'failed' });
    expect(server.log.filter((one) => one.path.endsWith('/model.onnx'))).toHaveLength(5);
  });

  it('[CAP17] keeps its part when it is cancelled', async () => {
    const server = await start();
    const abort = new AbortController();
    let last: DownloadProgress | undefined;
    const options = {
      id: 'm',
      hub: server.url,
      repository: 'a/model',
      revision: 'main',
      optional: [],
      folder,
    };
    for await (const step of downloadModel({
      ...options,
      required: ['onnx/model.onnx'],
      signal: abort.signal,
    })) {
      last = step;
      if (step.receivedBytes > 0) abort.abort();
    }
    expect(last?.state).toBe('cancelled');
    expect(readdirSync(path.join(folder, 'onnx'))).toEqual(['model.onnx.part']);
  });

  it('[CAP18] sends the token to the hub, and never to where the hub sends it on to', async () => {
    const server = await start({ token: 'hf_secret', redirect: true });
    expect((await download(server, { token: 'hf_secret' })).at(-1)?.state).toBe('done');
    const by = (host: string) =>
      new Set(server.log.filter((one) => one.host === host).map((one) => one.authorization));
    expect([by('hub'), by('store')]).toEqual([new Set(['Bearer hf_secret']), new Set([undefined])]);
  });

  it('says what to do when the hub wants a token, lacks a file, or is no hub', async () => {
    const guarded = await start({ token: 'x' });
    expect((await download(guarded)).at(-1)?.message).toContain('enter a token in the settings');
    await guarded.close();
    const server = await start();
    expect((await download(server, { required: ['onnx/none.onnx'] })).at(-1)?.message).toContain(
      'has no onnx/none.onnx',
    );
    expect((await download(server, { repository: 'a/none' })).at(-1)?.message).toContain(
      'does not have this model',
    );
    server.tamper(() => ['nonsense']);
    expect((await download(server)).at(-1)?.message).toContain('does not answer like a model hub');
  });

  it('[CAP18] writes nothing outside the folder, whatever the hub lists', async () => {
    const server = await start();
    server.tamper((entries) => [
      ...entries,
      { ...entries.at(-1), path: 'onnx/model.onnx_data/../../../evil' },
    ]);
    expect((await download(server)).at(-1)?.message).toContain('leads out of the folder');
    expect(readdirSync(folder)).toEqual([]);
    for (const name of ['../a', '/a', 'a/../b', 'a\\b', 'C:a', 'a//b', '.', '', 'a\0b', 'a/\n']) {
      expect(() => insideFolder(folder, name), name).toThrow();
    }
  });
});
