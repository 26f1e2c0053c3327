import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import type { ModelProfile, PriceRow } from '../endpoint.ts';
import type { ErrorRecord } from '../errors.ts';
import { codedErrors, runId, shortText, trusted } from './schema.ts';

/**
 * How an address of an endpoint is: `idle` before its first reply; `failing` after failures in a row; `out` gets nothing until a probe
 * finds it well again; `draining` gets nothing new and ends what is under way, then is `drained`.
 */
export type MemberHealth = 'idle' | 'healthy' | 'failing' | 'out' | 'draining' | 'drained';

/** What was asked of an endpoint or of one of its addresses since the engine started. Times in milliseconds, money in US dollars. */
export interface EndpointCounts {
  /** Requests sent, attempts counted each. */
  readonly requests: number;
  readonly replies: number;
  /** Requests sent again, after a failure here or elsewhere. */
  readonly retries: number;
  /** Refused as too many (429). */
  readonly refused: number;
  /** Failures of any other kind. */
  readonly failures: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Of the replies whose price is known. */
  readonly costUsd: number;
  /** Replies whose price is not known. */
  readonly unpriced: number;
  /** Of the latest 512 replies; absent before the first. */
  readonly latency?: { readonly p50: number; readonly p95: number };
  /** Replies a second over the last ten seconds. */
  readonly perSecond: number;
  readonly inFlight: number;
  /** How many may be in flight now. */
  readonly limit: number;
}

/** One address of an endpoint. */
export interface MemberStatistics extends EndpointCounts {
  readonly url: string;
  readonly weight: number;
  readonly health: MemberHealth;
  /** Why the limit is lower than it was. */
  readonly note?: string;
  /** What went wrong last; with `out`, why. */
  readonly trouble?: ErrorRecord & { readonly at: number };
  /** When it is probed next, with `out`. Milliseconds since 1970. */
  readonly probeAt?: number;
}

/** An endpoint that was used since the engine started. */
export interface EndpointStatistics extends EndpointCounts {
  readonly name: string;
  readonly members: readonly MemberStatistics[];
}

/** A profile, and whether the user changed it. */
export interface ProfileEntry {
  readonly profile: ModelProfile;
  /** `own`: a family that the user added. */
  readonly state: 'shipped' | 'changed' | 'own';
}

/** A price, and whether the user changed it. */
export interface PriceEntry {
  readonly row: PriceRow;
  readonly state: 'shipped' | 'changed' | 'own';
}

/** What a model's captions of the pictures of one folder cost. Money in US dollars. */
export interface CaptionCost {
  readonly model: string;
  /** Name of the root that the pictures lie under; '' where they are gone. */
  readonly source: string;
  /** Captions that models wrote. */
  readonly captions: number;
  /** Of them, those that no node rejected afterwards in the same run. */
  readonly kept: number;
  /** Of all of them; absent when no price was known for any. */
  readonly costUsd?: number;
  /** Captions without a known price: with some, the cost is a lower bound. */
  readonly unpriced: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

const base = oc.errors(codedErrors);
const amount = z.number().min(0);
const count = amount.max(1e6);
const patterns = z
  .array(
    z
      .string()
      .regex(/^[^\s]{1,100}$/)
      .toLowerCase(),
  )
  .min(1)
  .max(20)
  .readonly();

const profile = z.object({
  family: z.string().min(1).max(80),
  models: patterns,
  maxTokensField: z.enum(['max_tokens', 'max_completion_tokens']),
  temperature: z.boolean(),
  topP: z.boolean(),
  seed: z.boolean(),
  reasoningTokens: count,
  image: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('tiles'), base: count, each: count }),
    z.object({
      kind: z.literal('patches'),
      side: z.number().min(1).max(4096),
      most: count,
      least: count.optional(),
      factor: z.number().min(0).max(100),
    }),
    z.object({ kind: z.literal('area'), pixelsPerToken: z.number().min(1).max(1e6), most: count }),
    z.object({ kind: z.literal('crops'), each: count }),
    z.object({ kind: z.literal('fixed'), tokens: count }),
  ]),
  source: z.string().max(300),
});

const price = z.object({
  inputPerMillion: amount,
  outputPerMillion: amount,
  cachedInputPerMillion: amount.optional(),
  batchInputPerMillion: amount.optional(),
  batchOutputPerMillion: amount.optional(),
});
const priceRow = price.extend({
  host: z.string().regex(/^[a-z0-9.:[\]-]{1,260}$/),
  models: patterns,
  asOf: z.iso.date(),
});
const url = z.url({ protocol: /^https?$/ }).max(500);
/** Share of the work among addresses with room; 0 sends nothing new there. */
const weight = z.number().min(0).max(100);
/** Further addresses of the same model; together with the first they are a pool. */
const members = z
  .array(z.object({ url, model: z.string().max(200).optional(), weight: weight.optional() }))
  .max(64);

/** Shapes that the settings file and the captioners' contract share. */
export const ENDPOINT_SHAPES = { url, weight, members, price, profile, priceRow };

/** How endpoints do, what is known of their models, and what captions cost. */
export const endpointContract = {
  /** Endpoints that were used since the engine started: now, and then at most twice a second when something changed. */
  watch: base.output(eventIterator(trusted<readonly EndpointStatistics[]>())),
  statistics: base.output(trusted<readonly EndpointStatistics[]>()),
  profiles: base.output(trusted<readonly ProfileEntry[]>()),
  saveProfile: base.input(profile).output(trusted<readonly ProfileEntry[]>()),
  /** Gives a family of the app its figures again; removes one that the user added. */
  restoreProfile: base.input(z.object({ family: shortText })).output(trusted<readonly ProfileEntry[]>()),
  prices: base.output(trusted<readonly PriceEntry[]>()),
  savePrice: base.input(priceRow).output(trusted<readonly PriceEntry[]>()),
  /** By `priceRowId`. */
  restorePrice: base.input(z.object({ id: z.string().max(400) })).output(trusted<readonly PriceEntry[]>()),
  /** Dearest first; of one run, or of the whole project. */
  costs: base.input(z.object({ run: runId.optional() })).output(trusted<readonly CaptionCost[]>()),
};
