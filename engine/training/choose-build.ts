import type { TrainerBuild, TrainerSize } from '../../core/training/trainer-environment.ts';
import type { Gpu } from './detect-gpus.ts';

const MB = 1e6;

/** CUDA where a GPU of NVIDIA's is and torch has a build for it (Linux, Windows); else the CPU build, which on a Mac has its GPU, too. */
export function chooseBuild(gpus: readonly Gpu[], platform: NodeJS.Platform): TrainerBuild {
  return gpus.length > 0 && platform !== 'darwin' ? 'cuda' : 'cpu';
}

/**
 * About what an environment takes: estimated from the sizes of its largest packages, and rounded up, because what is told beforehand must not be too
 * little. On Linux PyPI's torch brings CUDA's libraries, of which a processor needs some: 2.7 GB and 4.5 GB were measured, without bytecode.
 */
export function sizeOfBuild(build: TrainerBuild, platform: NodeJS.Platform): TrainerSize {
  if (build === 'cuda') return { downloadBytes: 3000 * MB, diskBytes: 6300 * MB };
  const withoutIndex = { downloadBytes: 2800 * MB, diskBytes: 5000 * MB };
  return { downloadBytes: 600 * MB, diskBytes: 2300 * MB, ...(platform === 'linux' && { withoutIndex }) };
}
