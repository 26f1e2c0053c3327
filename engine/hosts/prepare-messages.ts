import type { Tensor } from '@huggingface/transformers';
import type { ErrorRecord } from '../../core/errors.ts';
import type { HostRequest, PrepareSpec } from './host-messages.ts';

/** What the preparing thread needs of a request. */
export type PrepareRequest = Pick<HostRequest, 'imagePath' | 'prompt' | 'system' | 'maxPixels'>;

/** One input of a model as it crosses the boundary of a thread: a tensor's parts, or whatever else a processor gave. */
export type PlainInput =
  | {
      readonly kind: 'tensor';
      readonly type: Tensor['type'];
      readonly data: ArrayBufferView;
      readonly dims: readonly number[];
    }
  | { readonly kind: 'other'; readonly value: unknown };

/** To the preparing thread. `load` comes first and once; every other message is answered once. */
export type ToPreparer =
  | { readonly type: 'load'; readonly spec: PrepareSpec }
  | { readonly type: 'prepare'; readonly id: number; readonly request: PrepareRequest }
  | { readonly type: 'decode'; readonly id: number; readonly ids: readonly number[] };

/** What a picture and its prompt became. */
export interface PlainPrepared {
  readonly inputs: Readonly<Record<string, PlainInput>>;
  readonly promptTokens: number;
}

export type FromPreparer =
  | { readonly type: 'loaded' }
  | { readonly type: 'load-failed'; readonly message: string }
  | { readonly type: 'prepared'; readonly id: number; readonly prepared: PlainPrepared }
  | { readonly type: 'text'; readonly id: number; readonly text: string }
  | { readonly type: 'failed'; readonly id: number; readonly error: ErrorRecord };
