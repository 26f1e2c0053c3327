import { statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Problem } from '../../core/problem.ts';
import type { TrainerEnvironment } from '../../core/training/trainer-environment.ts';
import type { TrainerNeeds } from '../../core/training/training-request.ts';
import { findModelFault } from './check-base-model.ts';
import { listFiles } from './folder-digest.ts';
import { trainerMissing } from './trainer-missing.ts';

/** A problem of a training node, but for the node. */
export type TrainingFinding = Omit<Problem, 'node'>;

/** What a check looks at. */
export interface CheckedPlaces {
  readonly environments: { get(): Promise<TrainerEnvironment> };
  /** Absolute form of a folder that a parameter names. */
  readonly resolve: (path: string) => string;
  /** Where the jobs of the project lie; need not be there. */
  readonly folder: string;
}

/**
 * Room that a training takes, in sizes of its model: the model that comes out and two checkpoints, each with weights, gradients' moments and
 * master weights (16 bytes a parameter against the 2 of bf16 weights).
 */
const MODEL_SIZES = 1 + 2 * 8;

/** Problems that can be told without starting Python: no environment, no such device, a model that must not be opened, no room [RUN1]. */
export async function checkTraining(
  needs: TrainerNeeds,
  { environments, resolve, folder }: CheckedPlaces,
): Promise<readonly TrainingFinding[]> {
  const findings: TrainingFinding[] = [];
  const environment = await environments.get();
  if (environment.state !== 'ready') {
    const { code, message, details } = trainerMissing(environment);
    const { remedy = '', fix } = details;
    findings.push({ code, severity: 'error', message, remedy, ...(fix && { fix }) });
  } else findings.push(...deviceFindings(needs, environment.devices));
  const { model } = needs;
  if (model === undefined) return findings;
  if (model.folder === '')
    return [
      ...findings,
      {
        code: 'TRAINING_MODEL',
        severity: 'error',
        param: model.param,
        message: 'No base model is chosen.',
        remedy: 'Choose the folder of a model, or wire another trainer’s model.',
      },
    ];
  const base = resolve(model.folder);
  const fault = await findModelFault(base);
  if (fault) {
    const { code, message, details } = fault;
    findings.push({ code, severity: 'error', param: model.param, message, remedy: details.remedy ?? '' });
  } else findings.push(...(await diskFindings(base, folder)));
  return findings;
}

function deviceFindings(
  { device, devices: wanted }: TrainerNeeds,
  devices: readonly { readonly kind: string }[],
): readonly TrainingFinding[] {
  const kind = device === 'auto' ? devices[0]?.kind : device;
  const there = devices.filter((one) => one.kind === kind).length;
  if (there === 0)
    return [
      {
        code: 'PARAMETER_INVALID',
        severity: 'error',
        param: 'device',
        message: `The trainer sees no ${device.toUpperCase()} device on this computer.`,
        remedy: 'Choose another device; “auto” takes the best there is.',
      },
    ];
  // Several processes on one CPU are slow and right, and how data parallel training is tried out without GPUs.
  if (kind === 'cpu' || wanted <= there) return [];
  return [
    {
      code: 'PARAMETER_INVALID',
      severity: 'error',
      param: 'devices',
      message: `${wanted} devices are asked for, and this computer has ${there}.`,
      remedy: `Choose ${there} at most, or copy the command for several machines.`,
    },
  ];
}

async function diskFindings(model: string, folder: string): Promise<readonly TrainingFinding[]> {
  const files = await listFiles(model);
  const bytes = [...files].reduce(
    (sum, [name, file]) => sum + (name.endsWith('.safetensors') ? file.bytes : 0),
    0,
  );
  const free = await freeBytes(folder);
  if (free === undefined || free >= bytes * MODEL_SIZES) return [];
  const gigabytes = (number: number) => `${(number / 1e9).toFixed(1)} GB`;
  return [
    {
      code: 'DISK_FULL',
      severity: 'warning',
      message: `Training may need ${gigabytes(bytes * MODEL_SIZES)} for checkpoints beside the project, and ${gigabytes(free)} are free.`,
      remedy: 'Make room, or train fewer parts of the model.',
    },
  ];
}

/** Of the disk on which a folder lies or will lie. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  for (let place = folder; ; ) {
    try {
      const { bavail, bsize } = await statfs(place);
      return bavail * bsize;
    } catch {
      // Not made yet: the folder above is on the same disk, as far as anybody knows.
      const above = path.dirname(place);
      if (above === place) return undefined;
      place = above;
    }
  }
}
