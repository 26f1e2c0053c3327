import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineClient } from '../../core/contract/index.ts';
import type { Estimate, Forecast } from '../../core/forecast.ts';
import type { RunOptions, RunProgress } from '../../core/run.ts';
import { nodeOf } from '../../core/testing-flow.ts';
import {
  type Behaviour,
  startTestingEndpoint,
  type TestingEndpoint,
} from '../captioners/endpoint/testing-endpoint.ts';
import { createNodeHost } from '../cli/node-host.ts';
import { createEngine, type Engine } from '../create-engine.ts';

const SAMPLES = { coco: 60, sam: 30, art: 10 };
const ALL = 100;

let folder: string;
let engine: Engine;
let client: EngineClient;
let endpoint: TestingEndpoint;

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'ekphrasis-forecast-')));
  endpoint = await startTestingEndpoint();
});
afterEach(async () => {
  await engine.close();
  await endpoint.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Tokens by the prompt, inside of what is reserved for a request; some replies are withheld, some requests fail for good. */
function vary(troubled: number): void {
  endpoint.setBehaviour(({ prompt }): Behaviour => {
    // The prompt names the picture's file, which is the same on every machine; its bytes as they are sent are not.
    const chance = createHash('sha256').update(prompt).digest().readUInt32BE(0) / 2 ** 32;
    if (chance < troubled / 2)
      return { kind: 'reply', finishReason: 'content_filter', message: { content: '' } };
    if (chance < troubled) return { kind: 'status', status: 400 };
    const extra = Math.round(chance * 200);
    return {
      kind: 'reply',
      usage: { prompt_tokens: 40 + Math.round(extra / 10), completion_tokens: 20 + extra },
    };
  });
}

/** A project with folder → prompt → endpoint → length filter → dataset. `price` as in the environment, '' for none. */
async function open(price = '|1000|2000', counts: Readonly<Record<string, number>> = SAMPLES): Promise<void> {
  const pictures = join(folder, 'pictures');
  mkdirSync(pictures, { recursive: true });
  for (const [index, [name, count]] of Object.entries(counts).entries()) {
    mkdirSync(join(pictures, name));
    for (let i = 0; i < count; i += 1) {
      const background = { r: index, g: i, b: 40 };
      await sharp({ create: { width: 8, height: 8, channels: 3, background } })
        .png()
        .toFile(join(pictures, name, `${i}.png`));
    }
  }
  const environment = {
    EKPHRASIS_DATA: join(folder, 'data'),
    EKPHRASIS_ENDPOINT_TEST: `${endpoint.url}|test-model${price}`,
  };
  engine = await createEngine(createNodeHost('web', environment), environment);
  client = createRouterClient(engine.router);
  await client.project.create({ path: join(folder, 'p.ekp') });
  const wire = (from: string, port: string, to: string, input: string) => ({
    kind: 'connect' as const,
    wire: { from: { node: from, port }, to: { node: to, port: input } },
  });
  const add = (id: string, type: string, params = {}) => ({
    kind: 'add-node' as const,
    node: nodeOf(id, type, params),
  });
  const edits = [
    add('images', 'sources.folder', { folder: pictures }),
    add('prompt', 'prompts.text', { text: 'Describe {{image.folder}}, {{image.name}}.' }),
    add('captioner', 'captioners.endpoint', { endpoint: 'test', maxTokens: 300 }),
    add('filter', 'filters.length'),
    add('dataset', 'datasets.dataset'),
    wire('images', 'images', 'prompt', 'image'),
    wire('prompt', 'prompted', 'captioner', 'image'),
    wire('captioner', 'caption', 'filter', 'caption'),
    wire('filter', 'kept', 'dataset', 'captions'),
  ];
  await client.flow.edit({
    edits: edits as Parameters<EngineClient['flow']['edit']>[0]['edits'],
    label: 'Build',
  });
}

const project = () => engine.session.requireProject();

async function run(options: RunOptions = {}): Promise<RunProgress> {
  const end = await (await project().startRun(options)).finished;
  await project().forecasts.ready();
  return end;
}

/** Tries so many and gives the forecast. */
async function tryOut(samples: number, options: { readonly spendUsd?: number } = {}): Promise<Forecast> {
  await client.forecast.start({ samples, ...options });
  await project().runs.require().finished;
  await project().forecasts.ready();
  const forecast = await client.forecast.latest({});
  if (forecast === null) throw new Error('There is no forecast.');
  return forecast;
}

const holds = ({ low = Number.NaN, high = Number.NaN }: Estimate, value: number) =>
  low <= value && value <= high;
const captionerOf = ({ nodes }: Forecast) => {
  const found = nodes.find(({ id }) => id === 'captioner');
  if (!found) throw new Error('The captioner is not in the forecast.');
  return found;
};

describe('a trial', () => {
  it('[RUN12] forecasts what the run of everything takes, and is reused by it', async () => {
    await open();
    vary(0.12);
    const forecast = await tryOut(40);
    expect([forecast.samples, forecast.tried, forecast.strata]).toEqual([ALL, 40, 3]);
    expect(endpoint.log).toHaveLength(40);
    const bytes = project().store.forecasts.fileBytes();

    const end = await run();
    expect(end.state).toBe('done');
    expect(endpoint.log).toHaveLength(ALL);
    const report = await client.forecast.of({ run: end.id });
    const facts = Object.fromEntries((report?.comparisons ?? []).map(({ name, actual }) => [name, actual]));
    const spentInRun = end.nodes.reduce((sum, node) => sum + node.spendUsd, 0);
    expect(facts.costUsd).toBeCloseTo(spentInRun);
    expect(facts.captions).toBe(end.nodes.find(({ id }) => id === 'filter')?.kept);
    const outside = (report?.comparisons ?? []).filter(({ inside }) => inside === false);
    // One of twenty lies outside; how many do is tested where there are hundreds of trials.
    expect(outside.filter(({ name }) => name !== 'seconds').length).toBeLessThanOrEqual(1);
    expect(Object.keys(facts)).toEqual(
      expect.arrayContaining(['promptTokens', 'rejectedRate', 'failedRate']),
    );
    // Pages are filled by halves and more; the latest samples of each node are kept, too.
    const grown = project().store.forecasts.fileBytes() - bytes;
    expect((forecast.projectBytes?.value ?? 0) / grown).toBeGreaterThan(0.3);
    expect((forecast.projectBytes?.value ?? 0) / grown).toBeLessThan(3);
    const { in: arrived, kept, rejected, failed } = captionerOf(forecast);
    const captioner = end.nodes.find(({ id }) => id === 'captioner');
    expect([arrived.value, holds(kept, captioner?.kept ?? 0)]).toEqual([ALL, true]);
    expect([holds(rejected, captioner?.rejected ?? 0), holds(failed, captioner?.failed ?? 0)]).toEqual([
      true,
      true,
    ]);
    expect(captionerOf(forecast).reasons.map(({ reason }) => reason)).toEqual(['content filter']);
    // A second run of everything follows nothing.
    expect(await client.forecast.of({ run: (await run()).id })).toBeNull();
  });

  it('[RUN12] that was made again costs nothing, and says nothing else', async () => {
    await open();
    vary(0);
    const first = await tryOut(20);
    const again = await tryOut(20);
    expect(endpoint.log).toHaveLength(20);
    expect(again.spentUsd).toBe(0);
    for (const name of ['costUsd', 'promptTokens', 'captions'] as const)
      expect(again[name]).toEqual(first[name]);
    // Nothing was asked, so nobody knows how fast it would have been.
    expect(captionerOf(again).seconds).toBeUndefined();
    expect(again.assumes.join()).toContain('its speed is not known');
    // The larger one contains the smaller, and is narrower.
    const larger = await tryOut(60);
    expect(endpoint.log).toHaveLength(60);
    const width = ({ low = 0, high = 0 }: Estimate) => high - low;
    expect(width(captionerOf(larger).rejectedRate)).toBeLessThan(width(captionerOf(first).rejectedRate));
  });

  it('[RUN12] after a run of everything finds that there is next to nothing left to pay', async () => {
    await open();
    vary(0);
    const first = await tryOut(25);
    await run();
    // All of the same trial is known from the first: what the run has written since is counted.
    const after = await tryOut(25);
    expect(after.costUsd?.value).toBeCloseTo(0);
    expect(captionerOf(after).known?.value).toBeCloseTo(ALL);
    // Of a larger one the rest was known, so that the range is known, too.
    const larger = await tryOut(75);
    expect(larger.costUsd?.value).toBe(0);
    expect(larger.costUsd?.high).toBeLessThan((first.costUsd?.value ?? 0) / 5);
    expect(endpoint.log).toHaveLength(ALL);
  });

  it('[RUN12] of everything is exact, and one of a single sample says that it cannot say', async () => {
    await open('|1000|2000', { coco: 12 });
    vary(0);
    const one = await tryOut(1);
    expect(one.costUsd?.value).toBeGreaterThan(0);
    expect([one.costUsd?.low, one.captions.low, one.failedRate.low]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(one.assumes.join()).toContain('nothing is said of how far off');
    const all = await tryOut(100);
    expect(all).toMatchObject({
      samples: 12,
      tried: 12,
      captions: { value: 12, low: 12, high: 12 },
      costUsd: { value: 0, low: 0, high: 0 },
      failedRate: { value: 0, low: 0, high: 0 },
    });
  });

  it('[RUN12] without a price leaves the cost open; without samples there is no forecast', async () => {
    await open('', { coco: 20 });
    vary(0);
    const forecast = await tryOut(10);
    expect(forecast.costUsd).toBeUndefined();
    expect(forecast.promptTokens?.value).toBeGreaterThan(0);
    expect(forecast.assumes.join()).toContain('has no price');
    rmSync(join(folder, 'pictures', 'coco'), { recursive: true });
    const end = await run({ limit: 10 });
    expect(end.state).toBe('failed');
    expect((await client.forecast.latest({}))?.run).toBe(forecast.run);
  });

  it('[RUN7] [RUN12] spends no more than it may, and leaves no forecast when it was stopped', async () => {
    await open();
    vary(0);
    await client.forecast.start({ samples: 50, spendUsd: 4 });
    const active = project().runs.require();
    await new Promise<void>((resolve) => {
      const stop = active.onProgress(({ state }) => {
        if (state !== 'paused') return;
        stop();
        resolve();
      });
    });
    expect(active.progress().reason?.code).toBe('BUDGET_REACHED');
    await active.stop();
    const { settledUsd, reservedUsd } = project().store.spend();
    expect(settledUsd + reservedUsd).toBeLessThanOrEqual(4);
    expect(await client.forecast.latest({})).toBeNull();
  });

  it('[RUN12] asks directly what a run of everything asks by batch, at the price of the batch', async () => {
    await open('', { coco: 20 });
    endpoint.setBehaviour({ kind: 'reply', usage: { prompt_tokens: 50, completion_tokens: 20 } });
    const price = {
      inputPerMillion: 1000,
      outputPerMillion: 2000,
      batchInputPerMillion: 500,
      batchOutputPerMillion: 1000,
    };
    await client.captioner.saveEndpoint({ name: 'mine', url: endpoint.url, model: 'test-model', price });
    const params = { endpoint: 'mine', delivery: 'batch' };
    await client.flow.edit({ edits: [{ kind: 'set-params', id: 'captioner', params }], label: 'By batch' });
    const forecast = await tryOut(10);
    expect(endpoint.log).toHaveLength(10);
    const each = (50 * 1000 + 20 * 2000) / 1e6;
    expect(forecast.spentUsd).toBeCloseTo(10 * each);
    expect(forecast.costUsd?.value).toBeCloseTo((10 * each) / 2);
    expect(forecast.seconds).toBeUndefined();
    expect(forecast.assumes.join()).toContain('By batch “Endpoint” costs 50 %');
  });

  it('[RUN12] belongs to the flow that it tried: a changed flow has none', async () => {
    await open('|1000|2000', { coco: 20 });
    vary(0);
    await tryOut(10);
    await client.flow.edit({
      edits: [{ kind: 'set-params', id: 'prompt', params: { text: 'Otherwise.' } }],
      label: 'Change',
    });
    expect(await client.forecast.latest({})).toBeNull();
    expect(await client.forecast.of({ run: (await run()).id })).toBeNull();
  });
});

it('[RUN12] a run of everything is forecast from its samples so far', async () => {
  await open();
  const half = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  let asked = 0;
  endpoint.setBehaviour(async () => {
    asked += 1;
    if (asked === 60) half.resolve();
    if (asked >= 60) await go.promise;
    return { kind: 'ok' };
  });
  const active = await project().startRun({});
  await half.promise;
  const forecast = await client.forecast.underWay();
  go.resolve();
  await active.finished;
  expect(forecast.samples).toBe(ALL);
  expect(forecast.tried).toBeGreaterThan(10);
  expect(forecast.tried).toBeLessThan(ALL);
  const each = (300 * 1000 + 20 * 2000) / 1e6;
  expect(forecast.costUsd?.value).toBeLessThan(each * (ALL - 20));
  expect(forecast.costUsd?.value).toBeGreaterThan(each * 20);
  expect(forecast.assumes[0]).toContain('came to first');
});

it('[RUN7] the state of the budget shows what is left behind by node, and a person settles it', async () => {
  await open();
  const { store } = project();
  const gone = store.beginRun({});
  store.reserve(gone.id, 0.75, 'captioner');
  store.endRun({
    id: gone.id,
    state: 'stopped',
    flowRevision: 1,
    startedAt: 1,
    nodes: [],
    spendUsd: 0,
    reservedUsd: 0,
  });
  expect(await client.budget.get()).toEqual({
    settledUsd: 0,
    reservedUsd: 0.75,
    leftBehind: { count: 1, usd: 0.75 },
    nodes: [{ node: 'captioner', settledUsd: 0, reservedUsd: 0.75 }],
  });
  expect(await client.budget.settleLeftBehind({ usd: 0.25 })).toMatchObject({
    settledUsd: 0.25,
    reservedUsd: 0,
    leftBehind: { count: 0, usd: 0 },
    nodes: [{ node: 'captioner', settledUsd: 0.25, reservedUsd: 0 }],
  });
  expect((await client.project.get())?.spendUsd).toBe(0.25);
});
