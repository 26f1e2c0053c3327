import type { ImageHash } from './ids.ts';
import type { Json } from './json.ts';
import type { FinishReason } from './sample.ts';

/** Which captioner a node asks for. Endpoints are named in the user's settings, never by address in a project. */
export type CaptionerRef =
  | {
      readonly kind: 'endpoint';
      readonly endpoint: string;
      readonly model: string;
      /** `batch` asks through the provider's batches: within a day, at the batch price. Default: direct. */
      readonly delivery?: 'direct' | 'batch';
      /** Where a request goes that failed in a batch. Default: into the next one. */
      readonly batchRetries?: 'batch' | 'direct';
    }
  | {
      readonly kind: 'local';
      readonly model: string;
      readonly precision: string;
      /** A model that a flow has trained, in place of one from the list; `model` is then ''. */
      readonly trained?: TrainedModelRef;
      /** How it is to be run here. Default: as was found to be quickest. */
      readonly run?: LocalRun;
    };

/** A model of the project. Its digest is what keys go by; the folder is where it lies on this computer, absolute. */
export interface TrainedModelRef {
  readonly digest: string;
  readonly title: string;
  readonly folder: string;
  /** The job that trained it and the step that its weights are of, e.g. `job 0f3a…, step 600`: each of its captions carries it. */
  readonly origin?: string;
  /** The one instruction that it was trained with; absent where it takes any prompt. */
  readonly instruction?: string;
}

/** How a local model is run; what is left out is found out. Nothing of it changes what the model writes. */
export interface LocalRun {
  /** Processes side by side. */
  readonly hosts?: number;
  /** Threads of each. */
  readonly threads?: number;
  /** Pictures that each gives its model at once. */
  readonly batchSize?: number;
  /** Execution provider, e.g. `cpu`. */
  readonly provider?: string;
  /** False leaves out the trial of settings. */
  readonly measure?: boolean;
}

/** Sampling parameters; what is left out is left to the model. Lengths are in tokens. */
export interface Sampling {
  readonly maxTokens: number;
  /** 0 is greedy. */
  readonly temperature: number;
  readonly topP?: number;
}

/** One question about one image. */
export interface CaptionRequest {
  readonly image: ImageHash;
  /** '' lets the model use its own instruction. */
  readonly prompt: string;
  readonly system?: string;
  readonly sampling: Sampling;
  /** Non-negative 31-bit integer; ignored by greedy models. */
  readonly seed: number;
  /** Longest area sent, in pixels; larger pictures are scaled down before they are sent. */
  readonly maxPixels?: number;
  /** Key of the result that the reply becomes: by it a captioner knows in a later run what it has asked before. */
  readonly key?: string;
}

/** Tokens as the captioner counts them. */
export interface Usage {
  readonly promptTokens: number;
  /** Part of `promptTokens` that the other side had cached, and bills for less. */
  readonly cachedTokens?: number;
  readonly completionTokens: number;
  /** Hidden tokens that are billed but not seen; included in `completionTokens`. */
  readonly reasoningTokens?: number;
}

/** What a captioner answered to one request, with what it took. Times in milliseconds, money in US dollars. */
export interface CaptionReply {
  readonly text: string;
  readonly finishReason: FinishReason;
  readonly usage?: Usage;
  /** US dollars; 0 for local models, absent where no price is known. */
  readonly costUsd?: number;
  readonly latencyMs: number;
  /** The model as the other side names it in its reply. */
  readonly model: string;
  /** How often the request was sent until this reply came, ≥ 1. */
  readonly attempts: number;
}

/** One opened captioner. Replies stand in the order of the requests; a failed one is an error, not a rejected promise. */
export interface Captioner {
  /** What the result's key needs: provider, model and revision, or digest and precision. Never an address. */
  readonly identity: Json;
  /** Shown as the caption's author. */
  readonly title: string;
  /** How many calls of `caption` may be under way at once. */
  readonly concurrency: number;
  /** How many requests one call may carry. */
  readonly batchSize: number;
  caption(
    requests: readonly CaptionRequest[],
    signal: AbortSignal,
  ): Promise<readonly (CaptionReply | Error)[]>;
}
