import { rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Artifact, DatasetRecord } from '../../core/artifact.ts';
import { toErrorRecord } from '../../core/errors.ts';
import {
  type TrainAudit,
  trainAuditSchema,
  trainProbeSchema,
  trainProgressSchema,
} from '../../core/training/train-report.ts';
import type { DataAudit, MemoryEstimate, TrainingPreflight } from '../../core/training/training-preflight.ts';
import type { TrainingRequest } from '../../core/training/training-request.ts';
import { isThere } from '../files/is-there.ts';
import { readImageFile } from '../images/read-image-file.ts';
import { type AskedTrainer, askTrainer } from './ask-trainer.ts';
import { freeBytes } from './check-training.ts';
import type { DeviceQueue } from './device-queue.ts';
import { findShortages } from './find-shortages.ts';
import { jobFolder } from './job-folder.ts';
import { jobCommands } from './launch-command.ts';
import { chooseDevice, type ReadyEnvironment } from './launch-when-free.ts';
import { type PrepareParts, prepareJob } from './prepare-job.ts';
import { type DevicePlace, takeDevices } from './take-devices.ts';

/** Steps that are tried to learn their pace. */
const PROBE_STEPS = 5;

const estimateSchema = z.object({
  kind: z.literal('estimate'),
  total_bytes: z.number(),
  parts: z.array(z.object({ name: z.string(), bytes: z.number() })).max(50),
  disk_bytes: z.number(),
  device_bytes: z.number().optional(),
});

/** What is looked at beforehand, and where. */
export interface PreflightParts extends PrepareParts, AskedTrainer {
  readonly environment: Pick<ReadyEnvironment, 'devices'>;
  /** Of this computer's devices: steps are tried on one that no job has. */
  readonly queue: DeviceQueue;
  /** Where the jobs of the project lie. */
  readonly folder: string;
  readonly records: (dataset: Artifact) => AsyncIterable<DatasetRecord>;
  readonly probe: boolean;
  readonly signal: AbortSignal;
}

/**
 * What a training will take, part by part as it is found out: records, memory, audit with rendered samples, and the pace of a few real steps. Works in a
 * folder of its own, which goes with it; jobs are not touched.
 */
export async function* preflight(
  node: string,
  request: TrainingRequest,
  parts: PreflightParts,
): AsyncGenerator<TrainingPreflight, void, void> {
  const { folder, signal, probe, records } = parts;
  const place = jobFolder(folder, `preflight-${Date.now()}`);
  let known: TrainingPreflight = { node, state: 'writing', problems: [] };
  const learn = (changes: Partial<TrainingPreflight>) => {
    known = { ...known, ...changes };
    return known;
  };
  const follow = followed(learn);
  let device: DevicePlace | undefined;
  try {
    yield known;
    const nobody = () => undefined;
    const written = await prepareJob(place, request, { signal, records, note: nobody, log: nobody }, parts);
    const spec = place.file('spec');
    // The folder of the preflight goes: the job's own stands in the command on the job's page.
    const commands = jobCommands(parts.python, 'SPEC', written, request.devices);
    const free = await freeBytes(folder);
    yield learn({
      state: 'auditing',
      commands,
      globalBatchSize: request.settings.optimizer.global_batch_size,
      ...(free !== undefined && { freeBytes: free }),
    });
    const estimated = estimateSchema.safeParse(
      await askTrainer(parts, ['estimate', spec, '--devices', String(request.devices)], signal),
    ).data;
    if (estimated) {
      const memory = memoryOf(estimated);
      const problems = findShortages(node, memory, estimated.disk_bytes, free);
      yield learn({ memory, diskBytes: estimated.disk_bytes, problems });
    }
    const audit = trainAuditSchema.safeParse(
      yield* follow((onLine) => askTrainer(parts, ['audit', spec], signal, onLine)),
    ).data;
    if (audit) yield learn({ audit: auditOf(audit), steps: stepsOf(request, audit.usable) });
    if (!probe) return yield learn({ state: 'done' });
    yield learn({ state: 'waiting' });
    const { kind, available } = chooseDevice(written.hardware.device, parts.environment);
    device = await takeDevices(parts.queue, { folder: place.path, kind, available, count: 1 }, signal);
    const asked = { ...parts, place: { kind, devices: device.devices } };
    yield learn({ state: 'probing' });
    const measured = trainProbeSchema.safeParse(
      yield* follow((onLine) =>
        askTrainer(asked, ['probe', spec, '--steps', String(PROBE_STEPS)], signal, onLine),
      ),
    ).data;
    yield learn({
      state: 'done',
      ...(measured && {
        steps: measured.steps,
        seconds: measured.steps * measured.seconds_per_step,
        probe: {
          secondsPerStep: measured.seconds_per_step,
          peakMemoryBytes: measured.peak_memory_bytes,
          device: measured.device,
        },
      }),
    });
  } catch (thrown) {
    if (signal.aborted) return;
    const { code, message, remedy = '' } = toErrorRecord(thrown);
    yield learn({ state: 'failed', problems: [{ code, severity: 'error', message, remedy, node }] });
  } finally {
    device?.leave();
    if (await isThere(place.path)) await rm(place.path, { recursive: true, force: true });
  }
}

/** Tells how far a command is while it runs: as often as somebody asks, never as a queue. */
function followed(learn: (changes: Partial<TrainingPreflight>) => TrainingPreflight) {
  return async function* <T>(
    ask: (onLine: (line: object) => void) => Promise<T>,
  ): AsyncGenerator<TrainingPreflight, T, void> {
    let changed = Promise.withResolvers<'line'>();
    let latest: { readonly done: number; readonly of: number } | undefined;
    const answer = ask((line) => {
      const progress = trainProgressSchema.safeParse(line).data;
      if (progress === undefined) return;
      latest = { done: progress.done, of: progress.of };
      changed.resolve('line');
    });
    const ended = answer.then(
      () => 'ended' as const,
      () => 'ended' as const,
    );
    while ((await Promise.race([changed.promise, ended])) === 'line') {
      changed = Promise.withResolvers();
      if (latest) yield learn({ progress: latest });
    }
    return answer;
  };
}

function memoryOf({ total_bytes, parts, device_bytes }: z.output<typeof estimateSchema>): MemoryEstimate {
  return { totalBytes: total_bytes, parts, ...(device_bytes !== undefined && { deviceBytes: device_bytes }) };
}

/** Steps of all epochs; a last one that is not full counts, as the trainer's does. */
function stepsOf({ settings: { optimizer, data } }: TrainingRequest, usable: number): number {
  const { epochs, global_batch_size: batch, max_steps: most = Number.POSITIVE_INFINITY } = optimizer;
  const records = Math.max(1, Math.floor(usable * (data.fraction ?? 1)));
  return Math.min(most, Math.ceil((records * epochs) / batch));
}

/** The trainer knows pictures by their files, and the interface by their content. Undefined for one that is gone by now. */
function hashOf(file: string): string | undefined {
  try {
    return readImageFile(file).hash;
  } catch {
    return undefined;
  }
}

function auditOf(audit: TrainAudit): DataAudit {
  const counted = (...reasons: readonly string[]) =>
    reasons.reduce((sum, reason) => sum + (audit.skipped[reason]?.count ?? 0), 0);
  const broken = ['missing-image', 'broken-image', 'image-too-large', 'unreadable'];
  return {
    records: audit.records,
    heldOutRecords: audit.held_out_records,
    textOnly: audit.text_only,
    brokenImages: counted(...broken),
    emptyCaptions: counted('no-reply'),
    tooLong: audit.too_long,
    longestTokens: audit.longest_tokens,
    meanTokens: audit.mean_tokens,
    lossTokenShare: audit.loss_token_share,
    brokenExamples: broken
      .flatMap((reason) => audit.skipped[reason]?.examples ?? [])
      .slice(0, 100)
      .map((one) => path.normalize(one)),
    samples: audit.samples.map(({ id, images, pieces, tokens, cut_tokens }) => ({
      id,
      // The first is shown, and reading is not waited for elsewhere.
      images: images.slice(0, 1).flatMap((file) => hashOf(file) ?? []),
      pieces,
      tokens,
      cutTokens: cut_tokens,
    })),
  };
}
