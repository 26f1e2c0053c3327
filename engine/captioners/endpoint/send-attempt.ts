import { APIError } from 'openai';
import type { CaptionReply, CaptionRequest } from '../../../core/captioner.ts';
import type { ModelProfile } from '../../../core/endpoint.ts';
import type { Budget, CaptionerImages, Reservation } from '../captioner-service.ts';
import { chatBytes } from './chat-request.ts';
import { classifyFailure, type Failure, saidBy } from './classify-failure.ts';
import type { ChatAnswer, SendChat } from './endpoint-client.ts';
import type { EndpointFacts } from './endpoint-facts.ts';
import type { EndpointPool, Place } from './endpoint-pool.ts';
import type { PoolMember } from './pool-member.ts';
import { costUsd, worstCaseUsd } from './prices.ts';
import { readQuotas } from './rate-limits.ts';
import { type ChatReply, readChatReply, refusalIn } from './read-chat-reply.ts';
import type { Timing } from './timing.ts';

const REQUEST_MS = 5 * 60_000;

/** What came of one request. */
export type Attempt =
  | {
      readonly kind: 'reply';
      readonly reply: Omit<CaptionReply, 'attempts'>;
      /** A reasoning trace was taken off. */
      readonly reasoned: boolean;
    }
  | {
      readonly kind: 'failure';
      readonly failure: Failure;
      readonly member: PoolMember;
      readonly profile: ModelProfile;
      /** What the server said, where that may be about a parameter. */
      readonly complaint: string | undefined;
    };

export interface Asked {
  readonly request: CaptionRequest;
  /** Its bytes come to lie within those of the request, so that they are in memory once. */
  picture: Awaited<ReturnType<CaptionerImages['dataUri']>>;
  /** An address that has just failed with it. */
  avoid: PoolMember | undefined;
  /** It was sent before. */
  again: boolean;
}

export interface AttemptOptions {
  readonly pool: EndpointPool;
  readonly modelAt: (member: PoolMember) => string;
  readonly facts: () => EndpointFacts;
  /** `renew`: the last one was refused; take the key as it now is. */
  readonly senderFor: (member: PoolMember, renew: boolean) => Promise<SendChat>;
  readonly profileFor: (member: PoolMember) => ModelProfile;
  readonly budget: Budget;
  readonly timing: Timing;
  /** Milliseconds after which a request is given up. */
  readonly requestMs?: number;
}

/** What another key or address repairs. */
const REPAIRABLE: ReadonlySet<string> = new Set(['ENDPOINT_AUTH', 'ENDPOINT_QUOTA', 'ENDPOINT_UNREACHABLE']);

/** Sends requests, one attempt at a time, from reservation to settlement. */
export function createAttempts(options: AttemptOptions) {
  const { pool, modelAt, timing, budget, profileFor } = options;
  /** Addresses whose key or address was found wrong. */
  const stale = new Set<PoolMember>();

  const priceAt = (member: PoolMember) => options.facts().priceAt(member.url, modelAt(member));

  /** The most that a request may cost at any address that it may be sent to; undefined where nobody knows, or one is not known under a cap. */
  function worstAnywhere({ request, picture }: Asked): number | undefined {
    let worst: number | undefined;
    for (const member of pool.usable) {
      const price = priceAt(member);
      if (price !== undefined)
        worst = Math.max(worst ?? 0, worstCaseUsd(request, profileFor(member), price, picture));
      else if (budget.capped) return undefined;
    }
    return worst;
  }

  /** Money first, then a place: a place must not be empty while the reservation is written. */
  async function once(asked: Asked, signal: AbortSignal): Promise<Attempt> {
    const worst = worstAnywhere(asked);
    const reservation = await budget.reserve(worst);
    let place: Place | undefined;
    try {
      place = await pool.enter(signal, asked.avoid);
      return await sendFrom(place, asked, { reservation, worst: worst ?? 0 }, signal);
    } catch (error) {
      // Nothing was sent: whatever was, is settled by then.
      reservation.settle(0);
      throw error;
    } finally {
      place?.end();
    }
  }

  async function sendFrom(
    { member, request: number }: Place,
    asked: Asked,
    { reservation, worst }: { readonly reservation: Reservation; readonly worst: number },
    signal: AbortSignal,
  ): Promise<Attempt> {
    const profile = profileFor(member);
    const timeout = AbortSignal.timeout(options.requestMs ?? REQUEST_MS);
    const started = timing.now();
    let sent = false;
    try {
      const send = await senderAt(member);
      signal.throwIfAborted();
      const { bytes, uri } = chatBytes(modelAt(member), asked.request, asked.picture.uri, profile);
      asked.picture = { ...asked.picture, uri };
      sent = true;
      member.counter.sent(asked.again);
      const answer = await send(bytes, AbortSignal.any([signal, timeout]));
      const now = timing.now();
      const latencyMs = now - started;
      member.told(number, readQuotas(answer.headers, now), now);
      const reply = readAnswer(answer);
      member.replied(latencyMs, now);
      const cost = costOf(member, reply, worst);
      reservation.settle(cost ?? 0);
      member.counter.billed(reply.usage, cost);
      return { kind: 'reply', reply: replyOf(member, reply, latencyMs, cost), reasoned: reply.reasoned };
    } catch (thrown) {
      if (signal.aborted) {
        // Sent and given up: it may be billed.
        reservation.settle(sent ? worst : 0);
        throw thrown;
      }
      const found = classifyFailure(thrown, {
        endpoint: pool.name,
        model: modelAt(member),
        timedOut: timeout.aborted,
        now: timing.now(),
      });
      const failure: Failure = sent ? found : { ...found, billed: 'never' };
      reservation.settle(failure.billed === 'never' ? 0 : worst);
      if (thrown instanceof APIError)
        member.told(number, readQuotas(thrown.headers, timing.now()), timing.now());
      learnFrom(member, failure);
      const complains = thrown instanceof APIError && (thrown.status === 400 || thrown.status === 422);
      return { kind: 'failure', failure, member, profile, complaint: complains ? saidBy(thrown) : undefined };
    }
  }

  async function senderAt(member: PoolMember): Promise<SendChat> {
    const renew = stale.delete(member);
    try {
      return await options.senderFor(member, renew);
    } catch (error) {
      stale.add(member);
      throw error;
    }
  }

  /** What a failure says about the address. */
  function learnFrom(member: PoolMember, failure: Failure): void {
    const { error, pressure, waitMs } = failure;
    const now = timing.now();
    member.counter.failed(pressure === 'refused' ? 'refused' : 'other');
    if (REPAIRABLE.has(error.code)) stale.add(member);
    if (pressure === 'refused') {
      member.refused(error, waitMs, now);
      return;
    }
    if (pressure === 'overloaded') member.overloaded(reasonOf(failure), waitMs, now);
    if (failure.fault === 'request') {
      member.wasSound();
      return;
    }
    if (failure.strange) member.wasStrange(error, now);
    // What would hit every request there is enough at once, others only when they come one after the other.
    const tooMany = member.failed(error, now);
    if ((error.scope === 'run' || tooMany) && pool.hasOther(member)) pool.leaveOut(member, error);
  }

  function costOf(member: PoolMember, reply: ChatReply, worst: number): number | undefined {
    const price = priceAt(member);
    if (price === undefined) return undefined;
    // Without usage nobody knows; the worst case is what is kept.
    return reply.usage === undefined ? worst : costUsd(reply.usage, price);
  }

  function replyOf(
    member: PoolMember,
    reply: ChatReply,
    latencyMs: number,
    cost: number | undefined,
  ): Omit<CaptionReply, 'attempts'> {
    return {
      text: reply.text,
      finishReason: reply.finishReason,
      latencyMs,
      model: reply.model ?? modelAt(member),
      ...(reply.usage !== undefined && { usage: reply.usage }),
      ...(cost !== undefined && { costUsd: cost }),
    };
  }

  return { once };
}

/** The reply in an answer of status 2xx; throws what it is when it is none. */
function readAnswer({ body, headers }: ChatAnswer): ChatReply {
  const refusal = refusalIn(body);
  if (refusal !== undefined) {
    throw APIError.generate(refusal.status, { error: refusal.error }, undefined, headers);
  }
  return readChatReply(body);
}

function reasonOf({ error }: Failure): string {
  return error.code === 'ENDPOINT_TIMEOUT' ? 'no answer in time' : 'the server is overloaded';
}
