import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GateEvent, type GateState, gateNote, moveGate, openGate } from './adaptive-gate.ts';
import { playLoad, queueing, type ServerModel } from './testing-load.ts';

const limits = { initial: 4, most: 64 };
const wide = { initial: 4, most: 4096 };

const event: fc.Arbitrary<GateEvent> = fc.oneof(
  fc.record({
    kind: fc.constant('reply' as const),
    latencyMs: fc.integer({ min: 1, max: 60_000 }),
    full: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('refused' as const),
    inside: fc.integer({ min: 1, max: 64 }),
    reason: fc.constant('429'),
  }),
  fc.record({ kind: fc.constant('overloaded' as const), reason: fc.constant('503') }),
);

function gateAfter(events: readonly GateEvent[], stepMs = 100): GateState {
  return events.reduce((state, one, index) => moveGate(state, one, index * stepMs, limits), openGate(limits));
}

const steady = (count: number): GateEvent[] =>
  Array.from({ length: count }, () => ({ kind: 'reply', latencyMs: 100, full: true }));

describe('the adaptive gate', () => {
  it('[CAP13] stays between 1 and the most, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 300 }), fc.integer({ min: 1, max: 500 }), (events, stepMs) => {
        const { limit } = gateAfter(events, stepMs);
        return Number.isInteger(limit) && limit >= 1 && limit <= limits.most;
      }),
    );
  });

  it('[CAP13] never grows by a refusal or by trouble, and goes below what was under way with the refused one', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 100 }), event, (events, last) => {
        const before = gateAfter(events);
        const now = moveGate(before, last, events.length * 100, limits);
        if (last.kind === 'refused') return now.limit <= Math.max(1, Math.min(before.limit, last.inside - 1));
        return last.kind === 'reply' || now.limit <= before.limit;
      }),
    );
  });

  it('[CAP13] reaches the most under steady replies, and halves when the other side is in trouble', () => {
    const grown = gateAfter(steady(64), 10);
    const lowered = moveGate(grown, { kind: 'overloaded', reason: 'no answer in time' }, 1e6, limits);
    expect([grown.limit, lowered.limit, gateNote(lowered)]).toEqual([
      64,
      32,
      'Slowed to 32 at once: no answer in time',
    ]);
    expect(moveGate(lowered, { kind: 'overloaded', reason: 'x' }, 1e6 + 10, limits).limit).toBe(32);
  });

  it('does not grow while it is not used up', () => {
    expect(gateAfter(steady(50).map((one) => ({ ...one, full: false }))).limit).toBe(4);
  });
});

describe('the adaptive gate under load', () => {
  const at64 = () => queueing(64, 1000);
  const above = (places: number, serviceMs: number): ServerModel => {
    return ({ inside, random }) => (inside > places ? 'refuse' : { after: serviceMs * (0.5 + random) });
  };

  it('[CAP13] keeps a server busy that bears 64 at a time, without a long line before it', () => {
    const { replies, state } = playLoad(at64(), wide, 100_000);
    expect(replies(10_000, 100_000) / (90 * 64)).toBeGreaterThan(0.99);
    expect(state.limit).toBeLessThan(128);
    expect(gateNote(state)).toBeUndefined();
  });

  it('[CAP13] finds where refusals begin, stays there, and is refused seldom', () => {
    for (const serviceMs of [100, 1000]) {
      const { replies, refused, state } = playLoad(above(20, serviceMs), wide, 100_000, 1);
      expect(replies(10_000, 100_000) / ((90_000 / (serviceMs + 1)) * 20)).toBeGreaterThan(0.95);
      expect(refused(10_000, 100_000)).toBeLessThan(40);
      expect(state.limit).toBe(20);
    }
  });

  it('[CAP13] has a whole cluster at work within seconds, and eases off when one is slow from the start', () => {
    const cluster = playLoad(
      ({ random }) => ({ after: 500 + 1000 * random }),
      { initial: 4, most: 2000 },
      20_000,
    );
    expect(cluster.limits[12]).toBe(2000);
    const one = playLoad(queueing(1, 500), wide, 60_000);
    expect(one.state.limit).toBeLessThan(12);
    expect(one.replies(10_000, 60_000)).toBeGreaterThan(98);
  });

  it('[CAP13] follows a server that comes to bear more, and one that comes to bear less', () => {
    const more = playLoad(
      ({ inside, now }) => (inside > (now < 30_000 ? 20 : 60) ? 'refuse' : { after: 1000 }),
      wide,
      120_000,
    );
    const less = playLoad(
      ({ inside, now }) => (inside > (now < 30_000 ? 60 : 20) ? 'refuse' : { after: 1000 }),
      wide,
      40_000,
    );
    expect([more.limits[29], more.state.limit]).toEqual([20, 60]);
    expect([less.limits[29], less.limits[32]]).toEqual([60, 20]);
  });

  it('[CAP13] gives way to a limit of the rate, which no number of requests at once is the right answer to', () => {
    let tokens = 60;
    let last = 0;
    const { state, refused } = playLoad(
      ({ now }) => {
        tokens = Math.min(60, tokens + (now - last) / 1000);
        last = now;
        if (tokens < 1) return 'refuse';
        tokens -= 1;
        return { after: 2000 };
      },
      wide,
      120_000,
    );
    expect(state.limit).toBeLessThanOrEqual(4);
    expect(refused(20_000, 120_000)).toBeLessThan(20);
  });
});
