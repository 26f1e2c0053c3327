import type { CaptionReply, CaptionRequest } from '../../../core/captioner.ts';
import type { ModelProfile } from '../../../core/endpoint.ts';
import {
  type CodedError,
  fromErrorRecord,
  toCodedError,
  toErrorRecord,
  UserError,
} from '../../../core/errors.ts';
import type { Budget, CaptionerImages, OpenCaptioner } from '../captioner-service.ts';
import type { EndpointFacts } from './endpoint-facts.ts';
import type { EndpointPool } from './endpoint-pool.ts';
import { adjustProfile } from './model-profiles.ts';
import type { PoolMember } from './pool-member.ts';
import { poolNote } from './pool-note.ts';
import { DEFAULT_PIXELS } from './prices.ts';
import { type RetryPolicy, retryDelay } from './retry-delay.ts';
import { type Asked, type Attempt, createAttempts } from './send-attempt.ts';
import { SYSTEM_TIMING, type Timing } from './timing.ts';

/** Parameters that a server may turn out not to take, one after the other. */
const MOST_ADJUSTMENTS = 4;
/** Answers in a row that no chat endpoint gives, after which the whole run waits for a person. */
const STRANGE_LIMIT = 3;
/** Pictures that are made ready beyond what is under way: enough for the next moments, not a second set in memory. */
const MOST_AHEAD = 64;
/** Memory for requests under way and made ready, bytes; each is there twice, once within `fetch`. */
const REQUEST_MEMORY = 768 * 1024 * 1024;

export interface EndpointCaptionerOptions {
  readonly pool: EndpointPool;
  /** As the node asks for it, or the endpoint's own; not ''. */
  readonly model: string;
  /** What the model is called at an address; by default the same everywhere. */
  readonly modelAt?: (member: PoolMember) => string;
  /** What is known of models and prices, as it now is: a person may change it while the run goes on. */
  readonly facts: () => EndpointFacts;
  /** How requests are sent to an address; throws what stands against it, such as a missing key. */
  readonly senderFor: Parameters<typeof createAttempts>[0]['senderFor'];
  /** Throws what stands against sending anything; asked before the first request, and again until it resolves. */
  readonly ready?: () => Promise<void>;
  readonly budget: Budget;
  readonly images: Pick<CaptionerImages, 'dataUri'>;
  readonly policy?: Partial<RetryPolicy>;
  readonly timing?: Timing;
  /** Milliseconds after which a request is given up. */
  readonly requestMs?: number;
}

/**
 * A captioner over an OpenAI-compatible endpoint. Sends as many requests at once as its addresses bear, tries again what may pass,
 * and reserves the worst case of every attempt before it is sent [RUN6] [RUN7]. Nothing is asked of it before the first request: a run
 * that reuses everything needs no key.
 */
export function openEndpointCaptioner(options: EndpointCaptionerOptions): OpenCaptioner {
  const { pool, model, images } = options;
  const timing = options.timing ?? SYSTEM_TIMING;
  const policy: RetryPolicy = { attempts: 5, quickAttempts: 3, refusedAttempts: 10, ...options.policy };
  const modelAt = options.modelAt ?? (() => model);
  const closing = new AbortController();
  const leave = pool.use();
  /** What servers have taught about their parameters, by address. */
  const learnt = new Map<PoolMember, { readonly base: ModelProfile; readonly profile: ModelProfile }>();
  let reasoned = 0;
  let ready: Promise<void> | undefined;
  let bytesEach = 0;

  function profileFor(member: PoolMember): ModelProfile {
    const base = options.facts().profileOf(modelAt(member));
    const known = learnt.get(member);
    // A changed profile is a new beginning.
    return known?.base === base ? known.profile : base;
  }

  const attempts = createAttempts({ ...options, modelAt, timing, profileFor });

  async function beReady(): Promise<void> {
    ready ??= options.ready?.() ?? Promise.resolve();
    const asked = ready;
    try {
      await asked;
    } catch (error) {
      if (ready === asked) ready = undefined;
      throw error;
    }
  }

  async function captionOne(request: CaptionRequest, signal: AbortSignal): Promise<CaptionReply> {
    await beReady();
    const picture = await images.dataUri(request.image, request.maxPixels ?? DEFAULT_PIXELS, signal);
    bytesEach += (picture.uri.length - bytesEach) / (bytesEach === 0 ? 1 : 16);
    const asked: Asked = { request, picture, avoid: undefined, again: false };
    let attempt = 1;
    let adjustments = 0;
    let moves = 0;
    for (;;) {
      const outcome = await attempts.once(asked, signal);
      if (outcome.kind === 'reply') {
        if (outcome.reasoned) reasoned += 1;
        return { ...outcome.reply, attempts: attempt };
      }
      asked.again = true;
      const { failure, member, complaint } = outcome;
      const adjusted = complaint === undefined ? undefined : adjustProfile(outcome.profile, complaint);
      if (adjusted !== undefined && adjustments < MOST_ADJUSTMENTS) {
        // Requests that were under way together all complain; the first one's lesson is enough.
        if (profileFor(member) === outcome.profile) {
          const base = options.facts().profileOf(modelAt(member));
          learnt.set(member, { base, profile: adjusted });
        }
        adjustments += 1;
        continue;
      }
      if (failure.fault === 'address' && failure.pressure !== 'refused' && pool.hasOther(member)) {
        asked.avoid = member;
        // What was never worked on costs no attempt, as long as there are addresses that were not asked.
        if (failure.billed === 'never' && moves < pool.members.length) {
          moves += 1;
          continue;
        }
        if (attempt < policy.attempts) {
          attempt += 1;
          continue;
        }
      }
      const delay = retryDelay(failure, attempt, policy, timing.random());
      if (delay === undefined) throw withAttempts(lastWord(outcome), attempt);
      attempt += 1;
      await timing.sleep(delay, signal);
    }
  }

  /** One strange answer may be about the picture. Several in a row, with no other between, are about the address: the run pauses. */
  function lastWord({ failure, member }: Extract<Attempt, { readonly kind: 'failure' }>): CodedError {
    if (!failure.strange || member.strangeInRow < STRANGE_LIMIT) return failure.error;
    const { excerpt } = failure.error.details;
    return new UserError(
      'ENDPOINT_NOT_CHAT',
      `“${pool.name}” does not answer like a chat endpoint: ${lowerFirst(failure.error.message)}`,
      {
        remedy: 'Check its address in the settings, most end with /v1; then resume.',
        fix: 'choose-captioner',
        ...(excerpt !== undefined && { excerpt }),
      },
    );
  }

  /** Some more than the addresses take, so that pictures are ready when it is their turn; no more than memory bears. */
  function concurrency(): number {
    const limit = pool.usable.reduce((sum, member) => sum + member.limit, 0);
    const ahead = Math.min(MOST_AHEAD, Math.ceil(limit / 4) + 1);
    const bearable = bytesEach === 0 ? Number.POSITIVE_INFINITY : Math.floor(REQUEST_MEMORY / 2 / bytesEach);
    return Math.max(1, Math.min(limit + ahead, bearable));
  }

  return {
    identity: { provider: 'endpoint', model, revision: null },
    title: model,
    get concurrency() {
      return concurrency();
    },
    batchSize: 1,
    get note() {
      return poolNote(pool, reasoned);
    },
    caption: async (requests, signal) => {
      const either = AbortSignal.any([signal, closing.signal]);
      return Promise.all(
        requests.map((request) =>
          captionOne(request, either).catch((error: unknown) =>
            either.aborted ? cancelled() : toCodedError(error),
          ),
        ),
      );
    },
    close: async () => {
      closing.abort();
      leave();
    },
  };
}

function withAttempts(error: CodedError, attempts: number): CodedError {
  const { retryAfterSeconds } = error.details;
  const counted = fromErrorRecord({ ...toErrorRecord(error), attempts });
  return retryAfterSeconds === undefined
    ? counted
    : Object.assign(counted, { details: { ...counted.details, retryAfterSeconds } });
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

export function cancelled(): UserError {
  return new UserError('CANCELLED', 'The request was cancelled.');
}
