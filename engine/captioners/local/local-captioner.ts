import type { CaptionReply, CaptionRequest } from '../../../core/captioner.ts';
import { toCodedError } from '../../../core/errors.ts';
import type { Json } from '../../../core/json.ts';
import type { EngineHost } from '../../engine-host.ts';
import type { CaptionerImages, OpenCaptioner } from '../captioner-service.ts';
import type { InstalledModel } from '../models/installed-model.ts';
import { createHostPool } from './host-pool.ts';
import { type Machine, planHosts } from './plan-hosts.ts';
import { providerOrder } from './provider-order.ts';

const MB = 1024 * 1024;
const IDLE_MS = 60_000;
const REQUEST_MS = 15 * 60_000;

export interface LocalCaptionerOptions {
  readonly model: InstalledModel;
  readonly spawnHost: EngineHost['spawnHost'];
  readonly images: Pick<CaptionerImages, 'locate'>;
  readonly machine: Machine;
  readonly platform: string;
  /** Told once, when the captioner closes, after enough pictures to mean something. */
  readonly onMeasured?: (imagesPerSecond: number) => void;
}

/**
 * A captioner over a model on this machine: several processes with one thread each, started when the first request comes.
 * What is on disk decides its identity: precision and the digest of the model's files, nothing about the machine [RUN3].
 */
export function openLocalCaptioner(options: LocalCaptionerOptions): OpenCaptioner {
  const { model, images, machine } = options;
  const providers = providerOrder(options.platform, model.providers);
  const plan = (provider: string) => planHosts(machine, model.memoryMB, provider !== 'cpu');
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
    plan,
    memoryLimitBytes: (model.memoryMB * 2 + 512) * MB,
    idleMs: IDLE_MS,
    requestMs: REQUEST_MS,
  });
  const speed = measureSpeed();
  const identity: Json = {
    provider: 'local',
    model: model.id,
    digest: model.digest,
    precision: model.precision,
  };

  async function captionOne(request: CaptionRequest, signal: AbortSignal): Promise<CaptionReply> {
    const imagePath = await images.locate(request.image);
    const { image, prompt, system, sampling, seed, maxPixels } = request;
    const reply = await pool.run(
      {
        image,
        imagePath,
        prompt,
        sampling,
        seed,
        ...(system !== undefined && { system }),
        ...(maxPixels !== undefined && { maxPixels }),
      },
      signal,
    );
    speed.count();
    return {
      text: reply.text,
      finishReason: reply.finishReason,
      usage: { promptTokens: reply.promptTokens, completionTokens: reply.completionTokens },
      costUsd: 0,
      latencyMs: reply.latencyMs,
      model: model.id,
      attempts: 1,
    };
  }

  return {
    identity,
    title: model.title,
    // One waits for each host that works, so that none idles while a reply is on its way to the store.
    concurrency: Math.max(...providers.map((provider) => plan(provider).hosts), 1) * 2,
    batchSize: 1,
    get note() {
      const refused = pool.refused.at(-1);
      if (refused === undefined || pool.provider === undefined) return undefined;
      return `Runs on ${pool.provider}: ${refused.provider} did not work here`;
    },
    caption: (requests, signal) =>
      Promise.all(
        requests.map((request) => captionOne(request, signal).catch((error) => toCodedError(error))),
      ),
    close: async () => {
      pool.close();
      const rate = speed.imagesPerSecond();
      if (rate !== undefined) options.onMeasured?.(rate);
    },
  };
}

/** Replies a second between the first reply and the last; pauses of more than ten seconds do not count. */
function measureSpeed() {
  const PAUSE_MS = 10_000;
  const ENOUGH = 16;
  let replies = 0;
  let busyMs = 0;
  let last: number | undefined;
  return {
    count: () => {
      const now = performance.now();
      if (last !== undefined && now - last < PAUSE_MS) {
        replies += 1;
        busyMs += now - last;
      }
      last = now;
    },
    imagesPerSecond: () => (replies < ENOUGH || busyMs === 0 ? undefined : (replies * 1000) / busyMs),
  };
}
