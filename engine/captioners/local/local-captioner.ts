import type { CaptionReply, CaptionRequest, LocalRun } from '../../../core/captioner.ts';
import type { LocalModelRun } from '../../../core/contract/captioner.ts';
import { toCodedError } from '../../../core/errors.ts';
import type { Json } from '../../../core/json.ts';
import type { EngineHost } from '../../engine-host.ts';
import type { ExecutionProvider } from '../../hosts/host-messages.ts';
import type { CaptionerImages, OpenCaptioner } from '../captioner-service.ts';
import type { InstalledModel } from '../models/installed-model.ts';
import { describeSetup, noteOfSetup } from './describe-setup.ts';
import { type FoundSetup, findSetup } from './find-setup.ts';
import { BATCHES_HELD, createHostPool, type PoolRequest } from './host-pool.ts';
import { fitSetup, type HostSetup, type Machine, planHosts, type SetupWishes } from './host-setup.ts';
import { measureSpeed } from './measure-speed.ts';
import { providerOrder } from './provider-order.ts';
import type { RememberedSetup, SetupMemory, SetupSubject } from './setup-memory.ts';
import { createSetupMeter } from './setup-meter.ts';

const MB = 1024 * 1024;
const IDLE_MS = 60_000;
const REQUEST_MS = 15 * 60_000;
/** The run's first pictures, with which setups are compared. */
const SAMPLES = 4;

export interface LocalCaptionerOptions {
  readonly model: InstalledModel;
  /** What the node fixes of how the model runs. */
  readonly run?: LocalRun;
  readonly spawnHost: EngineHost['spawnHost'];
  readonly images: Pick<CaptionerImages, 'locate'>;
  readonly machine: Machine;
  readonly platform: string;
  /** Where setups are remembered; without it each run finds out anew. */
  readonly memory?: SetupMemory;
  /** Told once, when the captioner closes, after enough pictures to mean something. */
  readonly onMeasured?: (imagesPerSecond: number) => void;
}

/**
 * A captioner over a model on this machine: several processes, started when the first request comes, in the setup that was found best here.
 * What is on disk decides its identity: precision and the digest of the model's files, nothing about the machine [RUN3].
 */
export async function openLocalCaptioner(options: LocalCaptionerOptions): Promise<OpenCaptioner> {
  const { model, images, machine, run = {} } = options;
  const wishes: SetupWishes = { hosts: run.hosts, threads: run.threads, batchSize: run.batchSize };
  const providers = providerOrder(options.platform, model.providers, run.provider);
  const subject: SetupSubject = { digest: model.digest, providers, wishes };
  const known = await options.memory?.find(subject);
  let found: FoundSetup | undefined = known;
  const pool = createHostPool({
    start: (environment) => options.spawnHost('local-model', environment),
    spec: {
      folder: model.folder,
      style: model.style,
      dtype: model.dtype,
      instruction: model.instruction,
      usesPrompt: model.usesPrompt,
      maxNewTokens: model.maxNewTokens,
    },
    providers,
    plan: (provider) => firstSetup(provider),
    memoryLimitBytes: (model.memoryMB * 2 + 512) * MB,
    idleMs: IDLE_MS,
    requestMs: REQUEST_MS,
  });
  const speed = measureSpeed();
  const meter = createSetupMeter();
  const samples: PoolRequest[] = [];
  let reply = Promise.withResolvers<void>();
  let trial: 'not begun' | 'under way' | 'over' = run.measure === false ? 'over' : 'not begun';

  function firstSetup(provider: ExecutionProvider): HostSetup {
    const planned = planHosts(machine, model.memoryMB, provider !== 'cpu', wishes);
    return known?.provider === provider ? fitSetup(known.setup, planned) : planned;
  }

  /** Runs beside the work and never fails it. */
  function beginTrial(provider: ExecutionProvider): void {
    const remembered = known?.provider === provider ? known : undefined;
    if (remembered?.complete) {
      trial = 'over';
      return;
    }
    trial = 'under way';
    void findSetup({
      pool,
      meter,
      machine,
      onGpu: provider !== 'cpu',
      wishes,
      known: remembered,
      samples: () => samples,
      nextReply: () => reply.promise,
      onFound: (now) => {
        found = now;
        const toRemember: RememberedSetup = { ...now, provider };
        // Not to be able to remember is no reason to fail: it is found out again.
        options.memory?.save(subject, toRemember).catch(() => undefined);
      },
    })
      // Whatever goes wrong with a trial, captions are written all the same.
      .catch(() => undefined)
      .finally(() => {
        trial = 'over';
      });
  }

  async function captionOne(request: CaptionRequest, signal: AbortSignal): Promise<CaptionReply> {
    const imagePath = await images.locate(request.image);
    const { image, prompt, system, sampling, seed, maxPixels } = request;
    const asked: PoolRequest = {
      image,
      imagePath,
      prompt,
      sampling,
      seed,
      ...(system !== undefined && { system }),
      ...(maxPixels !== undefined && { maxPixels }),
    };
    const { text, finishReason, ...answered } = await pool.run(asked, signal);
    if (samples.length < SAMPLES) samples.push(asked);
    speed.count();
    meter.replied(answered);
    reply.resolve();
    reply = Promise.withResolvers();
    if (trial === 'not begun' && samples.length === SAMPLES && pool.provider !== undefined) {
      beginTrial(pool.provider);
    }
    return {
      text,
      finishReason,
      usage: { promptTokens: answered.promptTokens, completionTokens: answered.completionTokens },
      costUsd: 0,
      latencyMs: answered.latencyMs,
      model: model.origin ?? model.id,
      attempts: 1,
    };
  }

  function lastRun(): LocalModelRun | undefined {
    const { provider, refused, setup, memoryBytes } = pool;
    if (provider === undefined) return undefined;
    const exactBatches = found?.exactBatches;
    const memoryMB = Math.round(Math.max(0, ...memoryBytes) / 1e6);
    return {
      provider,
      refused: [...refused],
      ...setup,
      ...(exactBatches !== undefined && { exactBatches }),
      memoryMB,
    };
  }

  const identity: Json = {
    provider: 'local',
    model: model.id,
    digest: model.digest,
    precision: model.precision,
  };
  return {
    identity,
    title: model.title,
    // Enough for every host to have a batch at work and one whose pictures are decoded, and for replies on their way to the store.
    get concurrency() {
      const { hosts, batchSize } = pool.setup;
      return hosts * batchSize * BATCHES_HELD + hosts;
    },
    batchSize: 1,
    get note() {
      return noteOfSetup(pool);
    },
    get detail() {
      return describeSetup({
        provider: pool.provider,
        refused: pool.refused,
        setup: pool.setup,
        found,
        trying: trial === 'under way',
        memoryBytes: pool.memoryBytes,
        imagesPerSecond: speed.imagesPerSecond(),
      });
    },
    caption: (requests, signal) =>
      Promise.all(
        requests.map((request) => captionOne(request, signal).catch((error) => toCodedError(error))),
      ),
    close: async () => {
      const rate = speed.imagesPerSecond();
      const last = lastRun();
      pool.close();
      if (rate !== undefined) options.onMeasured?.(rate);
      if (last === undefined || rate === undefined) return;
      // Not to be able to say it later is no reason to fail.
      await options.memory?.saveRun(model.digest, last).catch(() => undefined);
    },
  };
}
