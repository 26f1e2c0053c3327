import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CaptionerRef, CaptionReply } from '../../core/captioner.ts';
import type { ImageHash } from '../../core/ids.ts';
import type { EngineHost, HostChannel } from '../engine-host.ts';
import { spawnChildHost } from '../hosts/spawn-child-host.ts';
import { createFileKeychain } from '../settings/file-keychain.ts';
import { openSettingsFile } from '../settings/settings-file.ts';
import type { Budget, CaptionerImages } from './captioner-service.ts';
import { createCaptionerService } from './create-captioner-service.ts';
import { dataUriOf } from './endpoint/testing-captioner.ts';
import { startTestingEndpoint, testingCaption } from './endpoint/testing-endpoint.ts';
import { createModelLibrary } from './models/model-library.ts';
import { startTestingHub } from './models/testing-hub.ts';

const assetsFolder = fileURLToPath(new URL('../../assets/', import.meta.url));
const scene = path.join(assetsFolder, 'sample', 'scenes', 'scene-06.png');
const sceneHash = createHash('sha256').update(readFileSync(scene)).digest('hex') as ImageHash;

const fromPyTorch = JSON.parse(
  readFileSync(new URL('./local/starter-captions.json', import.meta.url), 'utf8'),
) as Record<string, string>;

let dataFolder = '';
beforeEach(() => {
  dataFolder = mkdtempSync(path.join(tmpdir(), 'captioners-'));
});
afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

const images: CaptionerImages = {
  locate: async () => scene,
  encode: async () => ({ mime: 'image/png', bytes: readFileSync(scene) }),
  dataUri: async () => dataUriOf(readFileSync(scene)),
};
const unlimited: Budget = { capped: false, reserve: async () => ({ settle: () => undefined }) };
const never = new AbortController().signal;
const request = {
  image: sceneHash,
  prompt: 'Describe it.',
  sampling: { maxTokens: 200, temperature: 0 },
  seed: 1,
};

function serviceFor(environment: Readonly<Record<string, string>>, overrides: Partial<EngineHost> = {}) {
  const host: EngineHost = {
    kind: 'cli',
    version: '0',
    spawnHost: spawnChildHost,
    keychain: createFileKeychain(dataFolder, environment),
    dataFolder,
    assetsFolder,
    ...overrides,
  };
  const settings = openSettingsFile(dataFolder);
  const models = createModelLibrary(host, settings);
  return { service: createCaptionerService({ host, settings, models, environment }), models, settings };
}

const starter: CaptionerRef = { kind: 'local', model: 'starter', precision: '' };
const mine = (model = ''): CaptionerRef => ({ kind: 'endpoint', endpoint: 'mine', model });

describe('[CAP3] [RUN1] checks before a run', () => {
  const codes = async (environment: Readonly<Record<string, string>>, ref: CaptionerRef, capped = false) =>
    (await serviceFor(environment).service.check(ref, capped)).map(({ code, fix }) => [code, fix]);

  it('find what is missing, and send nothing', async () => {
    const local = { EKPHRASIS_ENDPOINT_MINE: 'http://127.0.0.1:9/v1|m' };
    const hosted = { EKPHRASIS_ENDPOINT_MINE: 'https://api.openai.com/v1|gpt-4o|2.5|10' };
    expect(await codes({}, mine())).toEqual([['CAPTIONER_MISSING', 'choose-captioner']]);
    expect(await codes({ EKPHRASIS_ENDPOINT_MINE: 'http://127.0.0.1:9/v1' }, mine())).toEqual([
      ['CAPTIONER_MISSING', 'choose-captioner'],
    ]);
    expect(await codes(local, mine())).toEqual([]);
    expect(await codes(local, mine(), true)).toEqual([['PRICE_MISSING', 'choose-captioner']]);
    expect(await codes(hosted, mine(), true)).toEqual([['ENDPOINT_AUTH', 'enter-key']]);
    expect(await codes({ ...hosted, OPENAI_API_KEY: 'k' }, mine(), true)).toEqual([]);
  });

  it('know the starter, models that can be downloaded, and those that nobody knows', async () => {
    const local = (model: string, precision = ''): CaptionerRef => ({ kind: 'local', model, precision });
    expect(await codes({}, starter)).toEqual([]);
    expect(await codes({}, local('starter', 'q4'))).toEqual([['CAPTIONER_MISSING', 'choose-captioner']]);
    expect(await codes({}, local('smolvlm-256m'))).toEqual([['CAPTIONER_MISSING', 'download-model']]);
    expect(await codes({}, local('none'))).toEqual([['CAPTIONER_MISSING', 'choose-captioner']]);
  });

  it('list what models are good for, and whose licences forbid something', async () => {
    const models = await serviceFor({}).models.list();
    const row = models.find(({ id }) => id === 'llava-interleave-0.5b');
    expect(row).toMatchObject({ licenceRestricted: true, goodFor: expect.arrayContaining(['research']) });
    expect(models.filter(({ licenceRestricted }) => licenceRestricted)).toEqual([row]);
  });

  it('see that a file of the starter is gone', async () => {
    const assets = path.join(dataFolder, 'assets');
    cpSync(path.join(assetsFolder, 'starter'), path.join(assets, 'starter'), { recursive: true });
    rmSync(path.join(assets, 'starter', 'onnx', 'vision_encoder_fp16.onnx'));
    const findings = await serviceFor({}, { assetsFolder: assets }).service.check(starter, false);
    expect(findings).toMatchObject([{ code: 'MODEL_LOAD' }]);
  });
});

describe('opening', () => {
  it('[CAP2] [RUN3] gives the starter, whose identity is the digest of its files', async () => {
    const captioner = await serviceFor({}).service.open(starter, unlimited, images, never);
    const [reply] = await captioner.caption([request], never);
    await captioner.close();
    expect((reply as CaptionReply).text).toBe(fromPyTorch['scene-06.png']);
    expect(captioner.identity).toMatchObject({
      provider: 'local',
      model: 'starter',
      precision: 'fp16',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  }, 30_000);

  it('gives an endpoint with the key of its host', async () => {
    const server = await startTestingEndpoint({ key: 'k', models: ['m'] });
    const { service } = serviceFor({ EKPHRASIS_ENDPOINT_MINE: `${server.url}|m`, EKPHRASIS_KEY_MINE: 'k' });
    const captioner = await service.open(mine(), unlimited, images, never);
    const [reply] = await captioner.caption([request], never);
    await server.close();
    expect((reply as CaptionReply).text).toBe(testingCaption(sceneHash, 'Describe it.'));
  });

  it('[CAP3] [RUN4] needs no key before something is asked, and then says that it is missing', async () => {
    const environment = { EKPHRASIS_ENDPOINT_MINE: 'https://api.openai.com/v1|gpt-4o' };
    const captioner = await serviceFor(environment).service.open(mine(), unlimited, images, never);
    expect(captioner.identity).toEqual({ provider: 'endpoint', model: 'gpt-4o', revision: null });
    const [outcome] = await captioner.caption([request], never);
    await captioner.close();
    expect(outcome).toMatchObject({ code: 'ENDPOINT_AUTH', scope: 'run', details: { fix: 'enter-key' } });
  });

  it('[CAP3] [RUN4] knows what was asked before even when the endpoint is gone, as long as the model is named', async () => {
    const { service, settings } = serviceFor({});
    const captioner = await service.open(mine('m'), unlimited, images, never);
    const [outcome] = await captioner.caption([request], never);
    expect(outcome).toMatchObject({ code: 'CAPTIONER_MISSING', scope: 'run' });
    const server = await startTestingEndpoint({ models: ['m'] });
    await settings.update((current) => ({
      ...current,
      endpoints: [{ name: 'mine', url: server.url, model: 'm' }],
    }));
    const [reply] = await captioner.caption([request], never);
    await captioner.close();
    await server.close();
    expect((reply as CaptionReply).text).toBe(testingCaption(sceneHash, 'Describe it.'));
  });

  it('[RUN6] says what is missing when it cannot open', async () => {
    const { service } = serviceFor({});
    await expect(service.open(mine(), unlimited, images, never)).rejects.toMatchObject({
      code: 'CAPTIONER_MISSING',
      scope: 'run',
    });
  });

  it('[CAP8] [RUN6] survives a host that is killed at work: the picture fails, the next one does not', async () => {
    const channels: HostChannel[] = [];
    const spawnHost: EngineHost['spawnHost'] = (entry, environment) => {
      const channel = spawnChildHost(entry, environment);
      channels.push(channel);
      const killing: HostChannel = {
        ...channel,
        send: (message) => {
          channel.send(message);
          const first = channels.length === 1 && (message as { type: string }).type === 'caption';
          if (first) channel.kill();
        },
      };
      return killing;
    };
    const captioner = await serviceFor({}, { spawnHost }).service.open(starter, unlimited, images, never);
    const [crashed] = await captioner.caption([request], never);
    expect(crashed).toMatchObject({ code: 'HOST_CRASHED' });
    const [reply] = await captioner.caption([request], never);
    expect(reply).toMatchObject({ finishReason: 'stop' });
    await captioner.close();
  }, 30_000);

  it('[CAP9] says that a damaged model does not load', async () => {
    const assets = path.join(dataFolder, 'assets');
    cpSync(path.join(assetsFolder, 'starter'), path.join(assets, 'starter'), { recursive: true });
    writeFileSync(path.join(assets, 'starter', 'onnx', 'vision_encoder_fp16.onnx'), 'not a model');
    const captioner = await serviceFor({}, { assetsFolder: assets }).service.open(
      starter,
      unlimited,
      images,
      never,
    );
    const [outcome] = await captioner.caption([request], never);
    await captioner.close();
    expect(outcome).toMatchObject({ code: 'MODEL_LOAD', scope: 'run' });
  }, 30_000);
});

describe('a model from the hub', () => {
  it('is missing, is downloaded, captions, and can be removed', async () => {
    const source = path.join(assetsFolder, 'starter');
    const names = [
      'config.json',
      'generation_config.json',
      'preprocessor_config.json',
      'processor_config.json',
      'tokenizer.json',
      'tokenizer_config.json',
    ];
    const parts = ['embed_tokens', 'vision_encoder', 'decoder_model_merged'];
    const weights = parts.map((part) => `onnx/${part}_fp16.onnx`);
    const content = Object.fromEntries(
      [...names, ...weights].map((name) => [name, readFileSync(path.join(source, name))]),
    );
    const hub = await startTestingHub({ repositories: { 'someone/scenes': content } });
    const assets = path.join(dataFolder, 'assets');
    cpSync(source, path.join(assets, 'starter'), { recursive: true });
    mkdirSync(path.join(assets, 'models'));
    const row = {
      id: 'scenes',
      title: 'Scenes',
      repository: 'someone/scenes',
      revision: 'main',
      licence: 'MIT',
      summary: 'Scenes.',
      prompt: { style: 'chat', freeText: true, default: 'Describe the image in detail.' },
      configFiles: names,
      recommended: 'fp16',
      variants: [
        {
          id: 'fp16',
          dtype: Object.fromEntries(parts.map((part) => [part, 'fp16'])),
          files: weights,
          approximateBytes: 13e6,
          memoryMB: 500,
          providers: ['cpu'],
        },
      ],
    };
    writeFileSync(
      path.join(assets, 'models', 'model-table.json'),
      JSON.stringify({ hub: hub.url, models: [row] }),
    );
    const { service, models } = serviceFor({}, { assetsFolder: assets });
    const stateOf = async () => (await models.list()).find((one) => one.id === 'scenes')?.state;
    expect(await stateOf()).toBe('missing');
    const states = new Set<string>();
    for await (const step of models.download('scenes')) {
      if (step.state === 'downloading') states.add(`${await stateOf()}`);
      else states.add(step.state);
    }
    expect([states.has('done'), states.has('downloading'), await stateOf()]).toEqual([true, true, 'ready']);
    const ref: CaptionerRef = { kind: 'local', model: 'scenes', precision: 'fp16' };
    const captioner = await service.open(ref, unlimited, images, never);
    const [reply] = await captioner.caption([{ ...request, prompt: '' }], never);
    await captioner.close();
    await hub.close();
    expect((reply as CaptionReply).text).toBe(fromPyTorch['scene-06.png']);
    await models.remove('scenes');
    expect(await stateOf()).toBe('missing');
  }, 30_000);
});
