import type { Sampling } from '../../core/captioner.ts';
import type { ErrorRecord } from '../../core/errors.ts';
import type { FinishReason } from '../../core/sample.ts';

/** ONNX Runtime's execution providers that the app knows how to ask for. */
export type ExecutionProvider = 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml';

/** How a model takes its instruction: a chat template, one of its own task tokens, or not at all. */
export type PromptStyleName = 'chat' | 'task' | 'none';

/** What is asked of a model whatever the request; the part of a spec that preparing pictures and prompts needs. */
export interface PrepareSpec {
  /** Absolute path of the folder with config, tokenizer and `onnx/`. */
  readonly folder: string;
  readonly style: PromptStyleName;
  /** What is sent when the request has no prompt, or always where `usesPrompt` is false. */
  readonly instruction: string;
  readonly usesPrompt: boolean;
}

/** Everything a host needs to load one model; plain data. */
export interface ModelSpec extends PrepareSpec {
  /** Precision by part, e.g. `{ vision_encoder: 'fp16' }`, as transformers.js names them. */
  readonly dtype: Readonly<Record<string, string>>;
  readonly provider: ExecutionProvider;
  /** Threads inside one operator; several one-thread hosts beat one host with all threads on small models. */
  readonly threads: number;
  /** Upper limit of new tokens; a request may ask for fewer. */
  readonly maxNewTokens: number;
}

/** One caption to be made by a host. */
export interface HostRequest {
  readonly id: number;
  /** Absolute path; the image service has checked that its bytes are the ones meant. */
  readonly imagePath: string;
  readonly prompt: string;
  readonly system?: string;
  readonly sampling: Sampling;
  readonly seed: number;
  readonly maxPixels?: number;
}

/** What a host made of a request. `latencyMs` is the time that the model's thread took for the whole batch. */
export interface HostReply {
  readonly text: string;
  readonly finishReason: FinishReason;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly latencyMs: number;
  /** Pictures in its batch, this one included. */
  readonly batchSize: number;
}

/** From the engine to a host. `load` comes first and once. */
export type ToHost =
  | { readonly type: 'load'; readonly spec: ModelSpec; readonly batchSize: number }
  | { readonly type: 'caption'; readonly request: HostRequest }
  | { readonly type: 'cancel'; readonly id: number }
  /** From now on so many pictures at once, where their inputs are of one length. */
  | { readonly type: 'batch-size'; readonly batchSize: number }
  /** Asks what exactly the model computes for these requests, each by itself or all together. */
  | {
      readonly type: 'fingerprint';
      readonly id: number;
      readonly requests: readonly HostRequest[];
      readonly together: boolean;
    };

/** From a host to the engine. Every `caption` and `fingerprint` is answered once, also a cancelled one. */
export type FromHost =
  | { readonly type: 'loaded'; readonly rssBytes: number }
  | { readonly type: 'load-failed'; readonly message: string }
  | {
      readonly type: 'reply';
      readonly id: number;
      readonly reply: HostReply;
      readonly rssBytes: number;
    }
  | {
      readonly type: 'failed';
      readonly id: number;
      readonly error: ErrorRecord;
      readonly rssBytes: number;
    }
  /** A digest of all scores of all steps for each request; none when they could not be computed, or not together. */
  | { readonly type: 'fingerprint'; readonly id: number; readonly digests: readonly string[] };
