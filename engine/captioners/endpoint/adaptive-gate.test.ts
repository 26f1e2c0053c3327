import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GateEvent, type GateState, gateNote, moveGate, openGate } from './adaptive-gate.ts';

const limits = { initial: 4, most: 64 };

const event: fc.Arbitrary<GateEvent> = fc.oneof(
  fc.record({
    kind: fc.constant('reply' as const),
    latencyMs: fc.integer({ min: 1, max: 60_000 }),
    full: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('congested' as const), reason: fc.constant('429') }),
);

function gateAfter(
  events: readonly GateEvent[],
  from: GateState = openGate(limits),
  stepMs = 100,
): GateState {
  return events.reduce((state, one, index) => moveGate(state, one, index * stepMs, limits), from);
}

const steady = (count: number): GateEvent[] =>
  Array.from({ length: count }, () => ({ kind: 'reply', latencyMs: 100, full: true }));

describe('the adaptive gate', () => {
  it('[CAP13] stays between 1 and the most, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 300 }), (events) => {
        const { limit } = gateAfter(events);
        return Number.isInteger(limit) && limit >= 1 && limit <= limits.most;
      }),
    );
  });

  it('[CAP13] changes by one step at a time: up by one, or down', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 100 }), event, (events, last) => {
        const before = gateAfter(events);
        const now = moveGate(before, last, events.length * 100, limits);
        if (last.kind === 'congested') return now.limit <= before.limit;
        return now.limit <= before.limit + 1;
      }),
    );
  });

  it('[CAP13] reaches the most under steady replies, and any congestion lowers it', () => {
    expect(gateAfter(steady(60)).limit).toBe(64);
    const lowered = gateAfter([{ kind: 'congested', reason: '429' }], gateAfter(steady(60)));
    expect([lowered.limit, gateNote(lowered)]).toEqual([32, 'Slowed to 32 at once: 429']);
  });

  it('[CAP13] takes a burst of refusals for one', () => {
    const burst: GateEvent[] = Array.from({ length: 8 }, () => ({ kind: 'congested', reason: '429' }));
    expect(gateAfter(burst, gateAfter(steady(60)), 10).limit).toBe(32);
  });

  it('[CAP13] grows by one for each round after a congestion, and forgets it when it is where it was', () => {
    let state = moveGate(gateAfter(steady(4)), { kind: 'congested', reason: '429' }, 0, limits);
    const lowered = state.limit;
    for (const one of steady(lowered)) state = moveGate(state, one, 1e6, limits);
    expect(state.limit).toBe(lowered + 1);
    for (const one of steady(100)) state = moveGate(state, one, 1e6, limits);
    expect(gateNote(state)).toBeUndefined();
  });

  it('does not grow while it is not used up', () => {
    const idle = steady(50).map((one) => ({ ...one, full: false }));
    expect(gateAfter(idle).limit).toBe(4);
  });

  it('[CAP13] eases off when replies take much longer than at best', () => {
    const slow: GateEvent[] = Array.from({ length: 40 }, () => ({
      kind: 'reply',
      latencyMs: 5000,
      full: true,
    }));
    const state = gateAfter([...steady(8), ...slow]);
    expect(gateNote(state)).toMatch(/^Slowed to \d+ at once: replies take longer$/);
  });
});
