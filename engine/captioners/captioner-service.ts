import type { Captioner, CaptionerRef, CaptionRequest } from '../../core/captioner.ts';
import type { ModelProfile, TokenPrice } from '../../core/endpoint.ts';
import type { NodeId, RunId } from '../../core/ids.ts';
import type { Problem } from '../../core/problem.ts';
import type { ImageService } from '../images/image-service.ts';
import type { BatchDesk } from './batch/batch-desk.ts';
import type { Budget } from './budget.ts';

export type { Budget, Reservation } from './budget.ts';

/** A captioner opened for one node of a run. */
export interface OpenCaptioner extends Captioner {
  /** A note for the node's card, e.g. `Slowed to 8 at once: 429`; undefined when all is well. */
  readonly note: string | undefined;
  /** How it works at present, where that can be said, e.g. `CPU: 2 processes × 1 thread`. */
  readonly detail?: string | undefined;
  /** Called now and then while the run goes on, never while it is paused; for captioners that gather requests. `more`: further ones may still come. */
  nudge?(more: boolean): void;
  /** Lets go of processes and connections; requests still under way end as CANCELLED. */
  close(): Promise<void>;
}

/** Opens the captioners that flows refer to. */
export interface CaptionerService {
  /** Problems that can be told without sending anything: unknown endpoint, missing key, missing model, no price under a cap [RUN1]. */
  check(ref: CaptionerRef, capped: boolean): Promise<readonly Omit<Problem, 'node'>[]>;
  open(
    ref: CaptionerRef,
    budget: Budget,
    images: CaptionerImages,
    signal: AbortSignal,
    /** For whom requests are gathered into batches; without it every captioner asks directly. */
    batches?: BatchOffice,
  ): Promise<OpenCaptioner>;
  /** What a request costs by batch as a share of asking directly; undefined where it is not asked by batch or nobody knows. */
  batchShare?(ref: CaptionerRef): Promise<number | undefined>;
  /**
   * The most that a request about a picture of this size (pixels, upright) can cost, US dollars, asked directly: 0 for what runs here, undefined
   * where nobody knows. Sends nothing.
   */
  worstCase?(
    ref: CaptionerRef,
    request: CaptionRequest,
    size: { readonly width: number; readonly height: number },
  ): Promise<number | undefined>;
  /** What is known of a hosted model without asking it; undefined for local models, and where no endpoint or model is chosen. */
  facts?(ref: CaptionerRef): Promise<HostedFacts | undefined>;
}

/** What is known of the model that an endpoint would be asked for. */
export interface HostedFacts {
  readonly model: string;
  readonly profile: ModelProfile;
  /** Absent: nobody knows. */
  readonly price?: TokenPrice;
}

/** The project's desk of batches, and for which node of which run it is asked. */
export interface BatchOffice {
  readonly desk: BatchDesk;
  readonly node: NodeId;
  readonly run: RunId;
}

/** The part of the image service that captioners need. */
export type CaptionerImages = Pick<ImageService, 'locate' | 'encode' | 'dataUri'>;
