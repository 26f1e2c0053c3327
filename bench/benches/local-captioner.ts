import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CaptionReply } from '../../core/captioner.ts';
import type { ImageHash } from '../../core/ids.ts';
import { openLocalCaptioner } from '../../engine/captioners/local/local-captioner.ts';
import { readMachine, readMachineFacts } from '../../engine/captioners/local/machine-facts.ts';
import { createSetupMemory } from '../../engine/captioners/local/setup-memory.ts';
import type { InstalledModel } from '../../engine/captioners/models/installed-model.ts';
import { spawnChildHost } from '../../engine/hosts/spawn-child-host.ts';
import { type BenchCall, defineBench } from '../define-bench.ts';
import { makeScenes } from '../pictures/scenes.ts';

interface Size {
  readonly scenes: number;
}

const STARTER = fileURLToPath(new URL('../../assets/starter', import.meta.url));
const DTYPE = { embed_tokens: 'fp16', vision_encoder: 'fp16', decoder_model_merged: 'fp16' } as const;
const INSTRUCTION = 'Describe the image in detail.';
const MAX_TOKENS = 130;
const never = new AbortController().signal;

/** The bundled captioner through the app's captioner, and through transformers.js as its guide says, over the same pictures. */
export const bench = defineBench({
  name: 'local-captioner',
  title: 'Local captioner (the starter) on 200 scenes',
  sizes: { full: { scenes: 200 }, quick: { scenes: 4 } },
  inOrder: true,
  limitSeconds: 180,
  async prepare({ size, shared }: BenchCall<Size>) {
    await makeScenes(scenes(shared), size.scenes);
  },
  parts: {
    plain: ({ size, shared }) => plainLoop(pathsOf(shared, size)),
    firstRun: ({ size, shared, folder }) => ours(pathsOf(shared, size), join(folder, 'cache')),
    laterRun: ({ size, shared, folder }) => ours(pathsOf(shared, size), join(folder, 'cache')),
  },
  figures: [
    {
      name: 'ratio',
      title: 'local captioner on 200 scenes, loading included',
      against: 'a plain transformers.js loop (one process, all threads), loading included',
      unit: '×',
      better: 'higher',
      target: 1.6,
      aim: 2,
      of: ({ plain, laterRun }) => laterRun.imagesPerSecond / plain.imagesPerSecond,
    },
    {
      name: 'ratio-first',
      title: 'the same, on a machine that has not run the model yet (settings are tried)',
      against: 'the same',
      unit: '×',
      better: 'higher',
      target: 1.6,
      of: ({ plain, firstRun }) => firstRun.imagesPerSecond / plain.imagesPerSecond,
    },
    {
      name: 'captions-per-second',
      title: 'captions a second, loading left out',
      against: '–',
      unit: '/s',
      better: 'higher',
      of: ({ laterRun }) => laterRun.loadedImagesPerSecond,
    },
    {
      name: 'first-caption',
      title: 'from the first request to the first caption: two processes and the model are loaded',
      against: '–',
      unit: 's',
      better: 'lower',
      of: ({ laterRun }) => laterRun.firstCaptionSeconds,
    },
    {
      name: 'other-captions',
      title: 'captions that differ from the plain loop’s',
      against: '–',
      unit: '',
      better: 'lower',
      target: 0,
      of: ({ plain, firstRun, laterRun }) =>
        Number(plain.digest !== firstRun.digest) + Number(plain.digest !== laterRun.digest),
    },
  ],
});

const scenes = (shared: string) => join(shared, 'scenes');

function pathsOf(shared: string, { scenes: count }: Size): readonly string[] {
  return Array.from({ length: count }, (_, index) =>
    join(scenes(shared), `scene-${String(index).padStart(4, '0')}.png`),
  );
}

/** A number that stands for all captions, small enough to be exact. */
function digestOf(captions: readonly string[]): number {
  return createHash('sha256').update(JSON.stringify(captions)).digest().readUIntBE(0, 6);
}

/** What transformers.js's guide shows: load, then one picture after the other. */
async function plainLoop(paths: readonly string[]) {
  const { AutoModelForImageTextToText, AutoProcessor, env, RawImage } = await import(
    '@huggingface/transformers'
  );
  env.allowRemoteModels = false;
  const started = performance.now();
  const local = { local_files_only: true } as const;
  const processor = await AutoProcessor.from_pretrained(STARTER, local);
  const model = await AutoModelForImageTextToText.from_pretrained(STARTER, {
    ...local,
    dtype: DTYPE,
    device: 'cpu',
  });
  const content = [{ type: 'image' }, { type: 'text', text: INSTRUCTION }];
  const text = processor.apply_chat_template([{ role: 'user', content }] as never, {
    add_generation_prompt: true,
    tokenize: false,
  });
  const captions: string[] = [];
  for (const path of paths) {
    const inputs = await processor(await RawImage.read(path), text, { add_special_tokens: false });
    const output = (await model.generate({
      ...inputs,
      max_new_tokens: MAX_TOKENS,
      do_sample: false,
    })) as { slice(...ranges: unknown[]): unknown };
    const reply = output.slice(null, [inputs.input_ids.dims.at(-1), null]);
    captions.push(processor.batch_decode(reply as never, { skip_special_tokens: true })[0]?.trim() ?? '');
  }
  const seconds = (performance.now() - started) / 1000;
  return { imagesPerSecond: paths.length / seconds, digest: digestOf(captions) };
}

const starter: InstalledModel = {
  id: 'starter',
  title: 'Starter',
  folder: STARTER,
  precision: 'fp16',
  dtype: DTYPE,
  providers: ['cpu'],
  style: 'chat',
  instruction: INSTRUCTION,
  usesPrompt: false,
  maxNewTokens: MAX_TOKENS,
  memoryMB: 500,
  digest: '0'.repeat(64),
};

/** As the executor does it: so many calls under way as the captioner bears. */
async function ours(paths: readonly string[], cache: string) {
  const images = new Map(paths.map((path) => [hashOf(path), path]));
  const started = performance.now();
  const captioner = await openLocalCaptioner({
    model: starter,
    spawnHost: spawnChildHost,
    images: { locate: async (image) => images.get(image) ?? 'missing' },
    machine: readMachine(),
    platform: process.platform,
    memory: createSetupMemory(cache, readMachineFacts),
  });
  const captions = new Map<ImageHash, string>();
  let first = 0;
  async function captionOne(image: ImageHash): Promise<void> {
    const sampling = { maxTokens: MAX_TOKENS, temperature: 0 };
    const [reply] = await captioner.caption([{ image, prompt: '', sampling, seed: 0 }], never);
    if (reply instanceof Error) throw reply;
    captions.set(image, (reply as CaptionReply).text);
    first ||= performance.now();
  }
  const calls = new Set<Promise<void>>();
  for (const image of images.keys()) {
    while (calls.size >= captioner.concurrency) await Promise.race(calls);
    const call = captionOne(image).finally(() => calls.delete(call));
    calls.add(call);
  }
  await Promise.all(calls);
  const ended = performance.now();
  await captioner.close();
  return {
    imagesPerSecond: (images.size * 1000) / (ended - started),
    loadedImagesPerSecond: ((images.size - 1) * 1000) / (ended - first),
    firstCaptionSeconds: (first - started) / 1000,
    digest: digestOf([...images.keys()].map((image) => captions.get(image) ?? '')),
  };
}

function hashOf(path: string): ImageHash {
  return createHash('sha256').update(readFileSync(path)).digest('hex') as ImageHash;
}
