/** Replies that were counted together to see how fast they come. */
interface Round {
  /** Milliseconds; the reply that starts the clock is not counted. Undefined before it. */
  readonly startedAt: number | undefined;
  /** Limit when it began. */
  readonly limit: number;
  readonly replies: number;
  /** Of them, those that came while no more requests might have been under way. */
  readonly full: number;
  readonly latencySum: number;
}

/** What a finished round showed. */
interface Pace {
  /** Replies a millisecond. */
  readonly rate: number;
  /** Mean, milliseconds. */
  readonly latency: number;
}

/** How many requests may be under way at once, and why it is not more. */
export interface GateState {
  /** At least 1. */
  readonly limit: number;
  /** `start`: one more for every reply, which doubles the limit each round, until something says stop. */
  readonly phase: 'start' | 'steady';
  readonly round: Round;
  /** The last rounds of the present limit, together. */
  readonly pace: Pace | undefined;
  /** Lowest mean latency of a round; rises slowly, so that a lucky beginning is forgotten. */
  readonly best: number | undefined;
  /** Most at once that was not refused; beyond it is tried only now and then. */
  readonly ceiling: number | undefined;
  /** Rounds at the present limit. */
  readonly calm: number;
  /** Rounds to wait before more is tried. */
  readonly patience: number;
  /** How much more than the ceiling is tried; doubles as long as it is not refused. */
  readonly stride: number;
  /** More than this limit is being tried, which had this pace. */
  readonly trial: { readonly from: number; readonly pace: Pace | undefined } | undefined;
  /** Trouble before this time (milliseconds) belongs to a burst that has been answered already. */
  readonly deafUntil: number;
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
  /** Refused because there are too many: `inside` were under way, with the refused one. */
  | { readonly kind: 'refused'; readonly inside: number; readonly reason: string }
  /** The other side is in trouble. */
  | { readonly kind: 'overloaded'; readonly reason: string };

/** Part that is left when the other side is in trouble. */
const SHRINK = 0.5;
/** Part that is left when refusals go on although the limit was lowered: it is a rate that is limited, not a number. */
const YIELD = 0.7;
/** Part that is left when replies have become slow. */
const EASE = 0.8;
/** Replies are slow when they take this much longer than at best: more at once then only waits in the server's queue. */
const SLOW = 6;
/** Part of the growth that has to show in the replies (as a power), or what was before is enough. */
const WORTH = 0.2;
/** Room above what the pace needs, so that the other side is never idle while a reply and the next request travel. */
const HEADROOM = 1.25;
/** Replies that a round has at least; fewer say nothing. */
const ROUND_LEAST = 8;
const FIRST_PATIENCE = 4;
const LAST_PATIENCE = 64;
/** A burst's later refusals come within this time, milliseconds, or one usual reply. */
const BURST_MS = 1000;

export function openGate({ initial, most }: GateLimits): GateState {
  const limit = Math.max(1, Math.min(initial, most));
  return {
    limit,
    phase: 'start',
    round: newRound(limit),
    pace: undefined,
    best: undefined,
    ceiling: undefined,
    calm: 0,
    patience: FIRST_PATIENCE,
    stride: 1,
    trial: undefined,
    deafUntil: Number.NEGATIVE_INFINITY,
    slowed: undefined,
  };
}

/**
 * The gate after an event at a time (milliseconds). It grows while more at once brings more replies, stays where it was refused and
 * tries beyond only now and then, and shrinks at once when the other side says that it has too much to do. Never below 1, never above
 * `most`.
 */
export function moveGate(state: GateState, event: GateEvent, now: number, { most }: GateLimits): GateState {
  if (event.kind === 'reply') return afterReply(state, event, now, most);
  if (event.kind === 'refused') return afterRefusal(state, event, now);
  if (now < state.deafUntil) return state;
  return lower(state, Math.floor(state.limit * SHRINK), event.reason, now);
}

function afterReply(
  state: GateState,
  { latencyMs, full }: Extract<GateEvent, { readonly kind: 'reply' }>,
  now: number,
  most: number,
): GateState {
  const { startedAt, ...before } = state.round;
  const grows = state.phase === 'start' && full && state.limit < most;
  const limit = grows ? state.limit + 1 : state.limit;
  if (startedAt === undefined) return { ...state, limit, round: { ...state.round, startedAt: now } };
  const round: Round = {
    startedAt,
    limit: before.limit,
    replies: before.replies + 1,
    full: before.full + (full ? 1 : 0),
    latencySum: before.latencySum + latencyMs,
  };
  const latency = round.latencySum / round.replies;
  const passed = now - startedAt;
  // While the limit doubles, waiting for as many replies as the limit would go far beyond what was enough.
  const least = state.phase === 'start' ? ROUND_LEAST : Math.max(ROUND_LEAST, round.limit);
  const enough = round.replies >= least && passed >= latency;
  const next: GateState = { ...state, limit, round };
  return enough ? afterRound(next, { rate: round.replies / Math.max(1, passed), latency }, now, most) : next;
}

function afterRound(state: GateState, pace: Pace, now: number, most: number): GateState {
  const { replies, full } = state.round;
  const best = state.best === undefined ? pace.latency : Math.min(state.best * 1.02, pace.latency);
  const next: GateState = { ...state, best, round: { ...newRound(state.limit), startedAt: now } };
  if (pace.latency > SLOW * best && state.limit > 1 && now >= state.deafUntil) {
    const eased = lower(next, Math.floor(state.limit * EASE), 'replies take longer', now);
    // The new limit is judged by its own replies.
    return { ...eased, deafUntil: now + pace.latency };
  }
  // While there is too little to do, nothing can be learnt about more.
  if (full < replies / 2) return next;
  return state.phase === 'start' ? afterStartRound(next, pace) : afterSteadyRound(next, pace, most);
}

/** Doubling goes on while it is worth it. */
function afterStartRound(state: GateState, pace: Pace): GateState {
  const { pace: before } = state;
  const more = before && (pace.rate * pace.latency) / (before.rate * before.latency);
  if (before === undefined || more === undefined) return { ...state, pace };
  // Too little more to tell yet: the next round is compared with the same one.
  if (more < 1.3) return state;
  if (pace.rate >= before.rate * more ** WORTH) return { ...state, pace };
  const needed = Math.ceil(Math.max(pace.rate, before.rate) * before.latency * HEADROOM);
  return steady(state, Math.max(1, Math.min(state.limit, needed)));
}

function afterSteadyRound(state: GateState, pace: Pace, most: number): GateState {
  const calm = state.calm + 1;
  const next = { ...state, calm, pace: blend(state.pace, pace, calm) };
  if (state.trial) return calm < 2 ? next : afterTrial(next, state.trial);
  const { ceiling, limit } = state;
  const step = Math.max(1, Math.round(limit / 10));
  if (ceiling !== undefined && limit < ceiling) return moved(next, Math.min(ceiling, limit + step, most));
  if (calm < state.patience || limit >= most) return next;
  // Where it was refused before, it begins with one more; where it was only not worth it, a tenth.
  const wanted = Math.min(most, limit + (ceiling === undefined ? step : Math.min(state.stride, limit)));
  return { ...moved(next, wanted), trial: { from: limit, pace: next.pace } };
}

/** Two rounds with more at once: it stays if they brought at least half of what they could have, and goes back if not. */
function afterTrial(state: GateState, { from, pace }: NonNullable<GateState['trial']>): GateState {
  const gain = state.pace && pace ? state.pace.rate / pace.rate - 1 : 0;
  const worth = gain >= (state.limit / from - 1) / 2;
  const { ceiling } = state;
  // Not refused where it was before: the other side bears more than it did, and that is what the ceiling was about.
  if (ceiling !== undefined) {
    const raised = { ...state, trial: undefined, ceiling: Math.max(ceiling, state.limit) };
    return { ...recovered(raised), calm: 0, patience: 1, stride: state.stride * 2 };
  }
  if (worth) return { ...recovered({ ...state, trial: undefined }), calm: 0, patience: FIRST_PATIENCE };
  return { ...moved(state, from), trial: undefined, patience: Math.min(LAST_PATIENCE, state.patience * 2) };
}

/**
 * What was under way without the refused one is what the other side bears. When refusals go on below that, it is a rate that is
 * limited: then the limit gives way in larger steps.
 */
function afterRefusal(
  state: GateState,
  { inside, reason }: Extract<GateEvent, { readonly kind: 'refused' }>,
  now: number,
): GateState {
  const borne = Math.max(1, Math.min(state.limit, inside - 1));
  if (now < state.deafUntil && state.trial === undefined) {
    return { ...state, limit: borne, ceiling: Math.min(state.ceiling ?? borne, borne) };
  }
  const again = state.ceiling !== undefined && state.trial === undefined && state.limit <= state.ceiling;
  const limit = again ? Math.max(1, Math.min(borne, Math.floor(state.limit * YIELD))) : borne;
  const patience = state.trial
    ? Math.min(LAST_PATIENCE, Math.max(FIRST_PATIENCE, state.patience * 2))
    : FIRST_PATIENCE;
  return { ...lower(state, limit, reason, now), ceiling: borne, patience, stride: 1 };
}

/** Lowers the limit for a reason that is shown. */
function lower(state: GateState, to: number, reason: string, now: number): GateState {
  const limit = Math.max(1, Math.min(state.limit, to));
  return {
    ...steady(state, limit),
    deafUntil: now + Math.max(BURST_MS, state.pace?.latency ?? 0),
    // A trial that failed is no slowing down.
    slowed: state.trial ? state.slowed : { from: Math.max(state.limit, state.slowed?.from ?? 0), reason },
  };
}

function steady(state: GateState, limit: number): GateState {
  return { ...moved(state, limit), phase: 'steady', trial: undefined };
}

/** Another limit; what is counted from now on is counted for it. */
function moved(state: GateState, limit: number): GateState {
  return recovered({ ...state, limit, calm: 0, pace: undefined, round: newRound(limit) });
}

function recovered(state: GateState): GateState {
  return state.slowed && state.limit >= state.slowed.from ? { ...state, slowed: undefined } : state;
}

function newRound(limit: number): Round {
  return { startedAt: undefined, limit, replies: 0, full: 0, latencySum: 0 };
}

/** The mean over so many rounds. */
function blend(before: Pace | undefined, pace: Pace, rounds: number): Pace {
  if (before === undefined) return pace;
  const weight = 1 / Math.min(rounds, 8);
  return {
    rate: before.rate + (pace.rate - before.rate) * weight,
    latency: before.latency + (pace.latency - before.latency) * weight,
  };
}

/** What the node's card says while the gate is lowered. */
export function gateNote({ slowed, limit }: GateState): string | undefined {
  return slowed === undefined ? undefined : `Slowed to ${limit} at once: ${slowed.reason}`;
}
