import { type GateLimits, type GateState, moveGate, openGate } from './adaptive-gate.ts';

/** What a server does with a request: answer after so many milliseconds, or refuse it at once. */
export type ServerModel = (server: {
  /** Requests that the server works on, with this one. */
  readonly inside: number;
  /** Milliseconds since the beginning. */
  readonly now: number;
  /** 0 ≤ x < 1. */
  readonly random: number;
}) => { readonly after: number } | 'refuse';

/** A server that works on so many at a time and lets the others wait in line. */
export function queueing(places: number, serviceMs: number): ServerModel {
  const freeAt = Array.from({ length: places }, () => 0);
  return ({ now }) => {
    const next = freeAt.reduce((best, at, index) => (at < (freeAt[best] ?? 0) ? index : best), 0);
    const end = Math.max(now, freeAt[next] ?? 0) + serviceMs;
    freeAt[next] = end;
    return { after: end - now };
  };
}

/** What a client with endless work did to a server. */
export interface LoadTrace {
  readonly state: GateState;
  /** Replies between two times, milliseconds. */
  readonly replies: (from: number, to: number) => number;
  readonly refused: (from: number, to: number) => number;
  /** Limit at each second. */
  readonly limits: readonly number[];
}

/** Plays a gate against a modelled server, in time that passes only here. */
export function playLoad(model: ServerModel, limits: GateLimits, untilMs: number, travelMs = 2): LoadTrace {
  let state = openGate(limits);
  let now = 0;
  let inside = 0;
  let working = 0;
  let seed = 1;
  const random = () => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
  const events: { readonly at: number; readonly sent: number; readonly refused: boolean }[] = [];
  const replies: number[] = [];
  const refusals: number[] = [];
  const seconds: number[] = [];

  function send(): void {
    while (inside < state.limit) {
      inside += 1;
      const outcome = model({ inside: working + 1, now, random: random() });
      const refused = outcome === 'refuse';
      if (!refused) working += 1;
      const at = now + travelMs + (refused ? 0 : outcome.after);
      const place = events.findIndex((event) => event.at > at);
      events.splice(place < 0 ? events.length : place, 0, { at, sent: now, refused });
    }
  }

  send();
  for (let event = events.shift(); event !== undefined && event.at <= untilMs; event = events.shift()) {
    now = event.at;
    while (seconds.length <= now / 1000) seconds.push(state.limit);
    const full = inside >= state.limit;
    if (event.refused) {
      refusals.push(now);
      state = moveGate(state, { kind: 'refused', inside, reason: '429' }, now, limits);
    } else {
      working -= 1;
      replies.push(now);
      state = moveGate(state, { kind: 'reply', latencyMs: now - event.sent, full }, now, limits);
    }
    inside -= 1;
    send();
  }
  const between = (times: readonly number[]) => (from: number, to: number) =>
    times.filter((at) => at >= from && at < to).length;
  return { state, replies: between(replies), refused: between(refusals), limits: seconds };
}
