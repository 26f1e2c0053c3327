import { setTimeout as sleep } from 'node:timers/promises';
import { APIError } from 'openai';
import type { CaptionReply, CaptionRequest } from '../../../core/captioner.ts';
import type { ModelProfile } from '../../../core/endpoint.ts';
import {
  type CodedError,
  fromErrorRecord,
  toCodedError,
  toErrorRecord,
  UserError,
} from '../../../core/errors.ts';
import type { StoredEndpoint } from '../../settings/settings-file.ts';
import type { Budget, CaptionerImages, OpenCaptioner, Reservation } from '../captioner-service.ts';
import { chatRequest } from './chat-request.ts';
import { classifyFailure, type Failure, saidBy } from './classify-failure.ts';
import { createEndpointClient, createSendChat, type SendChat } from './endpoint-client.ts';
import { adjustProfile, profileOf } from './model-profiles.ts';
import { costUsd, DEFAULT_PIXELS, worstCaseUsd } from './prices.ts';
import { holdMs } from './rate-limits.ts';
import { type ChatReply, readChatReply } from './read-chat-reply.ts';
import { createRequestGate, type Timing } from './request-gate.ts';
import { type RetryPolicy, retryDelay } from './retry-delay.ts';

const MOST_AT_ONCE = 256;
const FIRST_AT_ONCE = 4;
const REQUEST_MS = 5 * 60_000;
/** Parameters that a server may turn out not to take, one after the other. */
const MOST_ADJUSTMENTS = 4;
/** What a longer pause asked for by `x-ratelimit-reset-*` is cut to; a refusal will tell if it was too short. */
const LONGEST_HOLD_MS = 60_000;

/** What another key or address repairs. */
const REPAIRABLE: ReadonlySet<string> = new Set(['ENDPOINT_AUTH', 'ENDPOINT_QUOTA', 'ENDPOINT_UNREACHABLE']);

type Picture = Awaited<ReturnType<CaptionerImages['encode']>>;

/** Where requests go, and with which key. */
export interface EndpointAccess {
  readonly url: string;
  readonly key: string | undefined;
}

export interface EndpointCaptionerOptions {
  readonly endpoint: StoredEndpoint;
  /** As the node asks for it, or the endpoint's own; not ''. */
  readonly model: string;
  readonly key: string | undefined;
  /** Address and key as they now are: asked after a refusal, because a person repairs them while the run is paused. */
  readonly access?: () => Promise<EndpointAccess>;
  readonly budget: Budget;
  readonly images: Pick<CaptionerImages, 'encode'>;
  readonly policy?: Partial<RetryPolicy>;
  readonly timing?: Timing;
  /** Milliseconds after which a request is given up. */
  readonly requestMs?: number;
}

const SYSTEM_TIMING: Timing = {
  now: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  random: () => Math.random(),
};

/**
 * A captioner over an OpenAI-compatible endpoint. Sends as many requests at once as the endpoint bears, tries again what may pass,
 * and reserves the worst case of every attempt before it is sent [RUN6] [RUN7].
 */
export function openEndpointCaptioner(options: EndpointCaptionerOptions): OpenCaptioner {
  const { endpoint, model, budget } = options;
  const timing = options.timing ?? SYSTEM_TIMING;
  const policy: RetryPolicy = { attempts: 5, quickAttempts: 3, ...options.policy };
  const gate = createRequestGate({ initial: FIRST_AT_ONCE, most: MOST_AT_ONCE }, timing);
  let sender = Promise.resolve(createSendChat(createEndpointClient(endpoint.url, options.key)));
  /** Set when the address or the key was found wrong. */
  let stale = false;
  const closing = new AbortController();
  let profile = profileOf(model);
  let reasoned = 0;

  async function captionOne(request: CaptionRequest, signal: AbortSignal): Promise<CaptionReply> {
    const picture = await options.images.encode(request.image, request.maxPixels ?? DEFAULT_PIXELS, signal);
    for (let attempt = 1, adjustments = 0; ; ) {
      const used = profile;
      const outcome = await attemptOnce(request, picture, used, signal);
      if (!('failure' in outcome)) return { ...outcome, attempts: attempt };
      const { failure, complaint } = outcome;
      const adjusted = complaint === undefined ? undefined : adjustProfile(used, complaint);
      if (adjusted !== undefined && adjustments < MOST_ADJUSTMENTS) {
        // Requests that were under way together all complain; the first one's lesson is enough.
        if (profile === used) profile = adjusted;
        adjustments += 1;
        continue;
      }
      const delay = retryDelay(failure, attempt, policy, timing.random());
      if (delay === undefined) throw withAttempts(failure.error, attempt);
      attempt += 1;
      await timing.sleep(delay, signal);
    }
  }

  function currentSender(): Promise<SendChat> {
    if (stale && options.access !== undefined) {
      stale = false;
      // All that begin now wait for it: one with the old key would pause the run again.
      sender = options.access().then(({ url, key }) => createSendChat(createEndpointClient(url, key)));
      sender.catch(() => {
        stale = true;
      });
    }
    return sender;
  }

  /** One request through the gate, from reservation to settlement. */
  async function attemptOnce(
    request: CaptionRequest,
    picture: Picture,
    used: ModelProfile,
    signal: AbortSignal,
  ): Promise<Omit<CaptionReply, 'attempts'> | { readonly failure: Failure; readonly complaint?: string }> {
    await gate.enter(signal);
    try {
      const send = await currentSender();
      const worst = endpoint.price === undefined ? 0 : worstCaseUsd(request, used, endpoint.price);
      const reservation: Reservation = await budget.reserve(endpoint.price && worst);
      if (signal.aborted) {
        reservation.settle(0);
        signal.throwIfAborted();
      }
      const started = timing.now();
      const timeout = AbortSignal.timeout(options.requestMs ?? REQUEST_MS);
      try {
        const answer = await send(
          chatRequest(model, request, picture, used),
          AbortSignal.any([signal, timeout]),
        );
        const latencyMs = timing.now() - started;
        gate.report({ kind: 'reply', latencyMs });
        gate.hold(Math.min(LONGEST_HOLD_MS, holdMs(answer.headers) ?? 0));
        const reply = readChatReply(answer.body);
        const cost = costOf(reply, worst);
        reservation.settle(cost ?? worst);
        if (reply.reasoned) reasoned += 1;
        return {
          text: reply.text,
          finishReason: reply.finishReason,
          latencyMs,
          model: reply.model ?? model,
          ...(reply.usage !== undefined && { usage: reply.usage }),
          ...(cost !== undefined && { costUsd: cost }),
        };
      } catch (thrown) {
        if (signal.aborted) {
          // Sent and given up: it may be billed.
          reservation.settle(worst);
          throw cancelled();
        }
        const failure = classifyFailure(thrown, {
          endpoint: endpoint.name,
          model,
          timedOut: timeout.aborted,
          now: timing.now(),
        });
        reservation.settle(failure.billed === 'never' ? 0 : worst);
        if (REPAIRABLE.has(failure.error.code)) stale = true;
        if (failure.congested) gate.report({ kind: 'congested', reason: reasonOf(failure) });
        if (failure.congested && failure.waitMs !== undefined)
          gate.hold(Math.min(LONGEST_HOLD_MS, failure.waitMs));
        const complains = thrown instanceof APIError && (thrown.status === 400 || thrown.status === 422);
        return { failure, ...(complains && { complaint: saidBy(thrown) }) };
      }
    } finally {
      gate.leave();
    }
  }

  function costOf(reply: ChatReply, worst: number): number | undefined {
    if (endpoint.price === undefined) return undefined;
    // Without usage nobody knows; the worst case is what is kept.
    return reply.usage === undefined ? worst : costUsd(reply.usage, endpoint.price);
  }

  return {
    identity: { provider: 'endpoint', model, revision: null },
    title: model,
    /** Some more than the gate lets through, so that their pictures are ready when it is their turn. */
    get concurrency() {
      return Math.ceil(gate.state.limit * 1.25) + 1;
    },
    batchSize: 1,
    get note() {
      return (
        gate.note ??
        (reasoned > 0
          ? `Reasoning was taken off ${reasoned === 1 ? 'one reply' : `${reasoned} replies`}`
          : undefined)
      );
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
    close: async () => closing.abort(),
  };
}

function reasonOf({ error }: Failure): string {
  if (error.code === 'ENDPOINT_RATE_LIMITED') return '429';
  return error.code === 'ENDPOINT_TIMEOUT' ? 'no answer in time' : 'the server is overloaded';
}

function withAttempts(error: CodedError, attempts: number): CodedError {
  const { retryAfterSeconds } = error.details;
  const counted = fromErrorRecord({ ...toErrorRecord(error), attempts });
  return retryAfterSeconds === undefined
    ? counted
    : Object.assign(counted, { details: { ...counted.details, retryAfterSeconds } });
}

function cancelled(): UserError {
  return new UserError('CANCELLED', 'The request was cancelled.');
}
