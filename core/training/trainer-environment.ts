/** Which build of torch fits this machine. */
export type TrainerBuild = 'cpu' | 'cuda';

/** What the set-up of the trainer is at. */
export type SetupStep = 'uv' | 'python' | 'packages' | 'checking';

/** Size of the trainer's environment, told before anything is downloaded. Bytes. */
export interface TrainerSize {
  readonly downloadBytes: number;
  readonly diskBytes: number;
  /** What it takes where PyTorch's own package index cannot be reached; absent where that index is not asked. */
  readonly withoutIndex?: { readonly downloadBytes: number; readonly diskBytes: number };
  /** Free where it would go; absent where that cannot be told. */
  readonly freeBytes?: number;
}

/** A device that torch sees. */
export interface TrainerDevice {
  readonly kind: 'cuda' | 'mps' | 'cpu';
  /** E.g. `NVIDIA A100-SXM4-80GB`. */
  readonly name: string;
  readonly memoryBytes: number;
}

/** The Python environment in which jobs run. The app works fully without it. */
export type TrainerEnvironment =
  | {
      readonly state: 'absent';
      readonly build: TrainerBuild;
      readonly size: TrainerSize;
      /** A set-up was cancelled or cut off: what it downloaded is kept, and the next one goes on from there. */
      readonly isPartial: boolean;
    }
  | {
      readonly state: 'making';
      readonly build: TrainerBuild;
      readonly size: TrainerSize;
      readonly step: SetupStep;
      /** What is done right now, e.g. `Downloading torch (915 MB)`. */
      readonly detail: string;
      /** Bytes on disk by now, of `size.diskBytes`. */
      readonly doneBytes: number;
      readonly startedAt: number;
    }
  | {
      readonly state: 'ready';
      /** `named` is the interpreter of EKPHRASIS_TRAINER_PYTHON, which the app neither makes nor removes. */
      readonly origin: 'own' | 'named';
      readonly build: TrainerBuild;
      /** Absolute path of the interpreter. */
      readonly python: string;
      /** Of python, torch, transformers, …, by name. */
      readonly versions: Readonly<Record<string, string>>;
      readonly devices: readonly TrainerDevice[];
      /** Of the environment on disk; absent for a named one. */
      readonly diskBytes?: number;
    }
  | {
      readonly state: 'broken';
      readonly origin: 'own' | 'named';
      /** What is so, and what to do. */
      readonly message: string;
      readonly remedy: string;
      /** End of what the failed command wrote. */
      readonly log: readonly string[];
    };
