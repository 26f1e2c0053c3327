import type { ErrorRecord } from '../errors.ts';

/** Which program serves a model: vLLM where a GPU of NVIDIA's is and it is installed, else the server that comes with transformers. */
export type ServerProgram = 'vllm' | 'transformers';

/**
 * `waiting`: for its device; `failed`: it did not start, or ended by itself. One that is `stopped` starts by itself as soon as it is asked for a caption.
 */
export type ServerState = 'stopped' | 'waiting' | 'starting' | 'ready' | 'stopping' | 'failed';

/** How a server is run. */
export interface ServerSettings {
  readonly device: 'auto' | 'cuda' | 'mps' | 'cpu';
  readonly program: 'auto' | ServerProgram;
  /** Minutes without a request after which it is stopped; 0 keeps it. */
  readonly idleMinutes: number;
  /** Starts although a training job uses the device. */
  readonly besideTraining: boolean;
}

/** What a server is run with unless somebody says otherwise. */
export const SERVER_DEFAULTS: ServerSettings = {
  device: 'auto',
  program: 'auto',
  idleMinutes: 15,
  besideTraining: false,
};

/** A model that the app serves itself, as an endpoint of this name. */
export interface ManagedServer {
  /** Name of the endpoint, and what the model is called in requests and captions: title and digest, never a path. */
  readonly name: string;
  readonly title: string;
  /** Absolute folder of the model. */
  readonly folder: string;
  readonly state: ServerState;
  readonly settings: ServerSettings;
  /** Address of the OpenAI protocol; answers only while it is ready. */
  readonly url: string;
  /** Absent before it was started. */
  readonly program?: ServerProgram;
  /** E.g. `cpu`; absent before it was started. */
  readonly device?: string;
  /** Of its process, milliseconds since 1970. */
  readonly startedAt?: number;
  /** Jobs before it in the queue of its device. */
  readonly queuePlace?: number;
  /** Requests under way from here. */
  readonly inFlight: number;
  /** Why it failed. */
  readonly error?: ErrorRecord;
  /** Why it was stopped last, where nobody asked for it. */
  readonly note?: 'idle' | 'gave-way';
}

/** What serving needs beyond the trainer's environment. */
export type ServingEnvironment =
  | { readonly state: 'no-trainer' }
  | {
      readonly state: 'absent';
      readonly missing: readonly string[];
      readonly downloadBytes: number;
      readonly diskBytes: number;
      /** False for an interpreter that the user named: the app changes nothing there. */
      readonly canSetUp: boolean;
    }
  | { readonly state: 'making'; readonly detail: string }
  | {
      readonly state: 'broken';
      readonly message: string;
      readonly remedy: string;
      readonly log: readonly string[];
    }
  | { readonly state: 'ready'; readonly programs: readonly ServerProgram[] };
