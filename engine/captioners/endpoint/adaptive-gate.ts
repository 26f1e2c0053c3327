/** How many requests may be under way at once, and why it is not more. */
export interface GateState {
  /** At least 1. */
  readonly limit: number;
  /** Grows by one for every reply until the first trouble, and by one for every `limit` replies from then on. */
  readonly slowStart: boolean;
  /** Replies since the limit last changed. */
  readonly replies: number;
  /** Trouble before this time (milliseconds) belongs to a burst that has been answered already. */
  readonly deafUntil: number;
  /** Shortest time that a reply took, milliseconds; undefined before the first. */
  readonly fastest: number | undefined;
  /** Time that replies take of late, milliseconds, smoothed. */
  readonly usual: number | undefined;
  /** Limit before it was last lowered, and the reason. */
  readonly slowed: { readonly from: number; readonly reason: string } | undefined;
}

export interface GateLimits {
  readonly initial: number;
  readonly most: number;
}

export type GateEvent =
  /** A reply came after so many milliseconds; `full` when no more requests might have been under way. */
  | { readonly kind: 'reply'; readonly latencyMs: number; readonly full: boolean }
  /** The other side has too much to do. */
  | { readonly kind: 'congested'; readonly reason: string };

/** Part that is left after a congestion. */
const SHRINK = 0.5;
/** Part that is left when replies have become slow. */
const EASE = 0.8;
/** Replies are slow when they take this much longer than the fastest: more at once then only waits in the server's queue. */
const SLOW = 6;
const SMOOTHING = 0.1;
/** A burst's later refusals come within this time, milliseconds, or one usual reply. */
const BURST_MS = 1000;

export function openGate({ initial, most }: GateLimits): GateState {
  return {
    limit: Math.max(1, Math.min(initial, most)),
    slowStart: true,
    replies: 0,
    deafUntil: Number.NEGATIVE_INFINITY,
    fastest: undefined,
    usual: undefined,
    slowed: undefined,
  };
}

/**
 * The gate after an event at a time (milliseconds): additive increase while replies come well and the gate is in use, multiplicative
 * decrease when the other side says that it has too much to do, or shows it. Never below 1, never above `most`.
 */
export function moveGate(state: GateState, event: GateEvent, now: number, { most }: GateLimits): GateState {
  return event.kind === 'reply'
    ? afterReply(state, event, now, most)
    : afterCongestion(state, event.reason, now);
}

function afterReply(
  state: GateState,
  { latencyMs, full }: Extract<GateEvent, { readonly kind: 'reply' }>,
  now: number,
  most: number,
): GateState {
  const fastest = Math.min(state.fastest ?? latencyMs, latencyMs);
  const usual = (state.usual ?? latencyMs) * (1 - SMOOTHING) + latencyMs * SMOOTHING;
  const counted: GateState = { ...state, fastest, usual, replies: state.replies + (full ? 1 : 0) };
  if (usual > SLOW * fastest && state.limit > 1 && now >= state.deafUntil) {
    return {
      ...lower(counted, EASE, 'replies take longer'),
      // The new limit is judged by its own replies.
      deafUntil: now + usual,
      usual: (usual + fastest) / 2,
    };
  }
  if (counted.replies < (state.slowStart ? 1 : state.limit) || state.limit >= most) return counted;
  const limit = state.limit + 1;
  const recovered = state.slowed !== undefined && limit >= state.slowed.from;
  return { ...counted, limit, replies: 0, slowed: recovered ? undefined : state.slowed };
}

function afterCongestion(state: GateState, reason: string, now: number): GateState {
  if (now < state.deafUntil) return state;
  return { ...lower(state, SHRINK, reason), deafUntil: now + Math.max(BURST_MS, state.usual ?? 0) };
}

function lower(state: GateState, factor: number, reason: string): GateState {
  return {
    ...state,
    limit: Math.max(1, Math.min(state.limit - 1, Math.floor(state.limit * factor))),
    slowStart: false,
    replies: 0,
    slowed: { from: Math.max(state.limit, state.slowed?.from ?? 0), reason },
  };
}

/** What the node's card says while the gate is lowered. */
export function gateNote({ slowed, limit }: GateState): string | undefined {
  return slowed === undefined ? undefined : `Slowed to ${limit} at once: ${slowed.reason}`;
}
