import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import type { PriceRow, TokenPrice } from '../endpoint.ts';
import { ENDPOINT_SHAPES } from './endpoint.ts';
import { codedErrors, shortText, trusted } from './schema.ts';

/** A further address of an endpoint. */
export interface EndpointMember {
  readonly url: string;
  /** What the model is called there, where that differs. */
  readonly model?: string;
  /** Share of the work among addresses with room; 0 sends nothing new there. */
  readonly weight?: number;
  readonly hasKey: boolean;
}

/** An endpoint of the user's settings; the keys themselves never leave the engine's host. */
export interface EndpointInfo {
  readonly name: string;
  readonly url: string;
  readonly hasKey: boolean;
  readonly model: string;
  /** The app serves it itself: it is started when it is asked, and cannot be edited as an endpoint. */
  readonly isServed?: true;
  /** As the user entered it; both 0: free. */
  readonly price?: TokenPrice;
  /** What the price table has for this address and model, where the user entered nothing; absent: no price known. */
  readonly listedPrice?: PriceRow;
  /** The user has changed or added that row of the table, and need not be told to check it. */
  readonly listedPriceIsOwn?: true;
  /** Share of the first address among all. */
  readonly weight?: number;
  /** Input tokens that may wait in the provider's batches at once; absent: not known. */
  readonly enqueuedTokens?: number;
  /** Further addresses, absent where there are none. */
  readonly members?: readonly EndpointMember[];
}

/** A server that answered on one of the usual local ports. */
export interface FoundServer {
  readonly kind: 'ollama' | 'lm-studio' | 'vllm' | 'llama.cpp' | 'openai-compatible';
  readonly url: string;
  readonly models: readonly string[];
}

/** A row of the model table, as far as it concerns this machine. */
export interface LocalModel {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** What it cannot do; shown wherever it can be chosen. */
  readonly limits?: string;
  readonly licence: string;
  /** The licence forbids some uses, e.g. commercial ones; said wherever the model can be chosen. */
  readonly licenceRestricted?: boolean;
  /** Short phrases, e.g. `photographs`. */
  readonly goodFor?: readonly string[];
  readonly downloadBytes: number;
  readonly memoryMB?: number;
  readonly precisions: readonly string[];
  readonly state: 'bundled' | 'ready' | 'missing' | 'downloading';
  /** Measured on this machine, images a second. */
  readonly imagesPerSecond?: number;
  /** Execution provider that would be tried first, e.g. `cpu`. */
  readonly provider: string;
  /** How it ran here the last time, in the precision that is recommended. */
  readonly lastRun?: LocalModelRun;
}

/** How a local model ran on this machine. Nothing of it changes what the model writes. */
export interface LocalModelRun {
  /** Execution provider, e.g. `cpu`. */
  readonly provider: string;
  /** Providers that were tried before it and did not work here, with the runtime's words. */
  readonly refused: readonly { readonly provider: string; readonly message: string }[];
  /** Processes side by side, threads of each, and pictures that each gives its model at once. */
  readonly hosts: number;
  readonly threads: number;
  readonly batchSize: number;
  /** False: in batches the model computes other captions, so it gets one picture at a time. Absent: not compared. */
  readonly exactBatches?: boolean;
  /** Resident memory of the largest process, MB (10^6 bytes). */
  readonly memoryMB: number;
}

/** How far the download of a model has come, in bytes. */
export interface DownloadProgress {
  readonly id: string;
  readonly receivedBytes: number;
  readonly totalBytes: number;
  readonly file: string;
  readonly state: 'downloading' | 'checking' | 'done' | 'failed' | 'cancelled';
  readonly message?: string;
}

/** What a try of an endpoint showed; `message` says it in words. */
export interface EndpointTest {
  readonly ok: boolean;
  readonly models: readonly string[];
  readonly message: string;
  readonly latencyMs: number;
}

const base = oc.errors(codedErrors);
const { url } = ENDPOINT_SHAPES;

/** Endpoints, keys, local servers and models. */
export const captionerContract = {
  endpoints: base.output(trusted<readonly EndpointInfo[]>()),
  saveEndpoint: base
    .input(
      z.object({
        name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
        url,
        model: shortText,
        price: ENDPOINT_SHAPES.price.optional(),
        weight: ENDPOINT_SHAPES.weight.optional(),
        members: ENDPOINT_SHAPES.members.optional(),
        /** Absent keeps what is stored, null takes it away. */
        enqueuedTokens: z.int().min(1).max(1e12).nullable().optional(),
      }),
    )
    .output(trusted<readonly EndpointInfo[]>()),
  removeEndpoint: base.input(z.object({ name: shortText })).output(trusted<readonly EndpointInfo[]>()),
  /** The key is bound to the host of the address, by default the endpoint's first: a changed host needs it again. Null removes it. */
  setKey: base
    .input(z.object({ name: shortText, key: z.string().max(500).nullable(), url: url.optional() }))
    .output(z.void()),
  testEndpoint: base
    .input(z.object({ url, name: shortText.optional(), key: z.string().max(500).optional() }))
    .output(trusted<EndpointTest>()),
  /** Looks for servers on the usual local ports; only when the user asks. */
  findServers: base.output(trusted<readonly FoundServer[]>()),
  models: base.output(trusted<readonly LocalModel[]>()),
  /** Downloads a model from the hub; resumes a part that is there, checks hashes. Ends with `done`, `failed` or `cancelled`. */
  download: base.input(z.object({ id: shortText })).output(eventIterator(trusted<DownloadProgress>())),
  cancelDownload: base.input(z.object({ id: shortText })).output(z.void()),
  removeModel: base.input(z.object({ id: shortText })).output(z.void()),
};
