import {
  type GateEvent,
  type GateLimits,
  type GateState,
  gateNote,
  moveGate,
  openGate,
} from './adaptive-gate.ts';

/** Time, as far as retries and gates need it; tests bring their own. */
export interface Timing {
  /** Milliseconds since 1970. */
  now(): number;
  /** Rejects with the signal's reason when it fires first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** 0 ≤ x < 1. */
  random(): number;
}

/** Lets as many requests through at once as the endpoint bears; who comes first goes first. */
export interface RequestGate {
  readonly state: GateState;
  readonly note: string | undefined;
  /** Resolves when it is this request's turn; rejects when the signal fires first. `leave` must follow. */
  enter(signal: AbortSignal): Promise<void>;
  leave(): void;
  report(
    event: { readonly kind: 'reply'; readonly latencyMs: number } | Extract<GateEvent, { kind: 'congested' }>,
  ): void;
  /** Nobody is let in before this many milliseconds have passed. */
  hold(ms: number): void;
}

export function createRequestGate(limits: GateLimits, timing: Timing): RequestGate {
  let state = openGate(limits);
  let inside = 0;
  let heldUntil = Number.NEGATIVE_INFINITY;
  const queue: (() => void)[] = [];

  function admit(): void {
    while (inside < state.limit) {
      const next = queue.shift();
      if (next === undefined) return;
      inside += 1;
      next();
    }
  }

  function leave(): void {
    inside -= 1;
    admit();
  }

  return {
    get state() {
      return state;
    },
    get note() {
      return gateNote(state);
    },
    leave,
    enter: async (signal) => {
      signal.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        const enter = () => {
          signal.removeEventListener('abort', giveUp);
          resolve();
        };
        const giveUp = () => {
          queue.splice(queue.indexOf(enter), 1);
          reject(signal.reason);
        };
        signal.addEventListener('abort', giveUp, { once: true });
        queue.push(enter);
        admit();
      });
      try {
        for (let wait = heldUntil - timing.now(); wait > 0; wait = heldUntil - timing.now()) {
          await timing.sleep(wait, signal);
        }
      } catch (error) {
        leave();
        throw error;
      }
    },
    report: (event) => {
      const full = inside >= state.limit;
      state = moveGate(state, event.kind === 'reply' ? { ...event, full } : event, timing.now(), limits);
      admit();
    },
    hold: (ms) => {
      heldUntil = Math.max(heldUntil, timing.now() + ms);
    },
  };
}
