import type { TrainSpec } from '../../core/training/train-spec.ts';
import type { JobCommands } from '../../core/training/training-job.ts';

/** A program with its arguments, as it is started. */
export interface LaunchCommand {
  readonly program: string;
  readonly arguments: readonly string[];
}

/** Entry of the Python package. */
export const TRAINER_MODULE = 'ekphrasis_trainer';

/**
 * Starts a job: one process where one device is enough, else one a device by `torchrun`. (`accelerate launch --cpu --num_processes 2` silently runs one
 * process; `torchrun` does what it says.)
 */
export function launchCommand(python: string, specFile: string, devices: number): LaunchCommand {
  const train = ['-m', TRAINER_MODULE, 'train', specFile];
  if (devices === 1) return { program: python, arguments: train };
  const run = ['-m', 'torch.distributed.run', '--standalone', `--nproc_per_node=${devices}`];
  return { program: python, arguments: [...run, ...train] };
}

/** What a person may copy. The words in capitals are the cluster's. */
export function jobCommands(python: string, specFile: string, spec: TrainSpec, devices: number): JobCommands {
  const here = launchCommand(python, specFile, devices);
  const cluster = [
    'torchrun --nnodes=NODES --node_rank=RANK --rdzv_backend=c10d --rdzv_endpoint=FIRST_HOST:29500',
    `--nproc_per_node=${devices} -m ${TRAINER_MODULE} train ${quoted(specFile)}`,
  ];
  const zero = zeroConfig(spec);
  return {
    here: [here.program, ...here.arguments].map(quoted).join(' '),
    severalMachines: cluster.join(' '),
    ...(zero && { zeroConfig: JSON.stringify(zero, undefined, 2) }),
  };
}

/**
 * DeepSpeed's configuration as the trainer makes it, with the values of LLaVA's scripts/zero2.json and zero3.json. Accumulation follows from the global batch
 * size and the number of devices, and is filled in there.
 */
export function zeroConfig({ hardware, optimizer }: TrainSpec): object | undefined {
  if (hardware.zero_stage === 0) return undefined;
  const shared = {
    stage: hardware.zero_stage,
    overlap_comm: true,
    contiguous_gradients: true,
    sub_group_size: 1e9,
    reduce_bucket_size: 'auto',
  };
  const third = {
    stage3_prefetch_bucket_size: 'auto',
    stage3_param_persistence_threshold: 'auto',
    stage3_max_live_parameters: 1e9,
    stage3_max_reuse_distance: 1e9,
    stage3_gather_16bit_weights_on_model_save: true,
  };
  return {
    bf16: { enabled: hardware.precision === 'auto' ? 'auto' : hardware.precision === 'bf16' },
    train_micro_batch_size_per_gpu: optimizer.device_batch_size,
    gradient_accumulation_steps: 'auto',
    train_batch_size: optimizer.global_batch_size,
    gradient_clipping: optimizer.max_grad_norm,
    zero_allow_untested_optimizer: true,
    zero_optimization: hardware.zero_stage === 3 ? { ...shared, ...third } : shared,
  };
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
