import type { TrainerBuild } from '../../core/training/trainer-environment.ts';

/** One call of `uv pip install` on the environment. */
export interface InstallStep {
  readonly arguments: readonly string[];
  /** Requirements that the call reads, in place of `{requirements}` among its arguments. */
  readonly requirements?: string;
  /** What is done instead where it fails, e.g. because a package index cannot be reached. */
  readonly orElse?: readonly InstallStep[];
}

/** Packages whose build is chosen by the machine; everything NVIDIA's comes with them. */
const TORCH = ['torch', 'torchvision'];
const OF_CUDA = /^(nvidia-|triton)/;
/** Of CUDA's packages those that torch never loads on a CPU; without the others it does not load at all. 1.5 GB on disk. */
const NOT_ON_CPU = /^(triton|cuda-.*|nvidia-cuda-cccl|nvidia-cusolver|nvidia-nvtx)$/;

/**
 * How an environment is filled. The lock has hashes of PyPI's builds: on Linux that is torch for CUDA, elsewhere torch for the CPU. The other build comes from
 * PyTorch's own index, which `uv` knows by `--torch-backend`; where that index cannot be reached, PyPI's build does, too, and is only larger.
 */
export function installSteps(
  build: TrainerBuild,
  platform: NodeJS.Platform,
  locks: { readonly plain: string; readonly gpu: string },
): readonly InstallStep[] {
  const isLinux = platform === 'linux';
  const lock = build === 'cuda' && isLinux ? locks.gpu : locks.plain;
  const whole = [locked(lock)];
  if ((build === 'cuda') === isLinux || platform === 'darwin') return whole;
  const torch = TORCH.map((name) => `${name}==${versionIn(lock, name)}`);
  return [
    {
      arguments: ['--torch-backend', build === 'cuda' ? 'auto' : 'cpu', ...torch],
      orElse: [build === 'cuda' ? locked(lock) : locked(without(lock, NOT_ON_CPU))],
    },
    locked(withoutTorch(lock)),
  ];
}

/** Entries of a lock whose packages another lock does not have: what an extra adds to an environment. */
export function addedBy(lock: string, there: string): string {
  const known = new Set(entriesOf(there).map(nameOf));
  return entriesOf(lock)
    .filter((entry) => !known.has(nameOf(entry)))
    .join('');
}

/** Every package with its hash, and none that the lock does not name. */
function locked(requirements: string): InstallStep {
  return { arguments: ['--require-hashes', '--no-deps', '-r', '{requirements}'], requirements };
}

/** A lock is entries that begin in the first column, each with indented lines of hashes. */
function entriesOf(lock: string): readonly string[] {
  return lock.split(/^(?=[A-Za-z0-9])/m).filter((entry) => /^[A-Za-z0-9]/.test(entry));
}

function nameOf(entry: string): string {
  return /^[\w.-]+/.exec(entry)?.[0] ?? '';
}

function withoutTorch(lock: string): string {
  return entriesOf(lock)
    .filter((entry) => !TORCH.includes(nameOf(entry)) && !OF_CUDA.test(nameOf(entry)))
    .join('');
}

function without(lock: string, names: RegExp): string {
  return entriesOf(lock)
    .filter((entry) => !names.test(nameOf(entry)))
    .join('');
}

function versionIn(lock: string, name: string): string {
  const entry = entriesOf(lock).find((one) => nameOf(one) === name);
  return /^[^=]+==([^\s;]+)/.exec(entry ?? '')?.[1] ?? '';
}
