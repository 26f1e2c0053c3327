import type { CaptionReply, CaptionRequest } from '../../../core/captioner.ts';
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
import { learntProfiles } from './learnt-profiles.ts';
import { nextStep, type Tally } from './next-step.ts';
import type { PoolMember } from './pool-member.ts';
import { poolNote } from './pool-note.ts';
import { DEFAULT_PIXELS } from './prices.ts';
import type { RetryPolicy } from './retry-delay.ts';
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
  const profiles = learntProfiles((member) => options.facts().profileOf(modelAt(member)));
  let reasoned = 0;
  let ready: Promise<void> | undefined;
  let bytesEach = 0;

  const attempts = createAttempts({ ...options, modelAt, timing, profileFor: profiles.at });

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
    const tally: Tally = { attempt: 1, moves: 0 };
    for (let adjustments = 0; ; asked.again = true) {
      const outcome = await attempts.once(asked, signal);
      if (outcome.kind === 'reply') {
        if (outcome.reasoned) reasoned += 1;
        return { ...outcome.reply, attempts: tally.attempt };
      }
      const { failure, member, profile, complaint } = outcome;
      if (
        complaint !== undefined &&
        adjustments < MOST_ADJUSTMENTS &&
        profiles.learn(member, profile, complaint)
      ) {
        adjustments += 1;
        continue;
      }
      const elsewhere = { other: pool.hasOther(member), addresses: pool.members.length };
      const step = nextStep(failure, tally, elsewhere, policy, timing.random());
      if (step.kind === 'end') throw withAttempts(lastWord(outcome), tally.attempt);
      if (step.kind === 'move') asked.avoid = member;
      else await timing.sleep(step.ms, signal);
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

function cancelled(): UserError {
  return new UserError('CANCELLED', 'The request was cancelled.');
}
