import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { CaptionReply } from '../../../core/captioner.ts';
import { OperationalError } from '../../../core/errors.ts';
import { endpointFacts } from './endpoint-facts.ts';
import { EndpointPool, type Place } from './endpoint-pool.ts';
import type { MemberAddress } from './pool-member.ts';
import {
  captionerFor,
  closeServers,
  countingBudget,
  deserted,
  fakeTiming,
  names,
  never,
  one,
  price,
  request,
  start,
} from './testing-captioner.ts';

afterEach(closeServers);

const address = (url: string, weight = 1, model?: string): MemberAddress => ({ url, weight, model });
const lost = new OperationalError('ENDPOINT_UNREACHABLE', 'Nobody there.');
/** Lets everything that can go on do so. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

function poolOf(members: readonly MemberAddress[], limit = 3, probe = async () => false) {
  const timing = fakeTiming();
  const limits = { initial: limit, most: limit };
  return { pool: new EndpointPool({ name: 'mine', members, probe, timing, limits }), timing };
}

describe('a pool of addresses', () => {
  it('[CAP13] never has more at an address than it bears, and lets everybody through in the order they came', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 25 }),
        fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 40 }),
        async (members, count, leavers) => {
          const { pool } = poolOf(Array.from({ length: members }, (_, index) => address(`http://m${index}`)));
          const entered: { readonly index: number; readonly place: Place }[] = [];
          for (let index = 0; index < count; index++)
            void pool.enter(never).then((place) => entered.push({ index, place }));
          await settle();
          for (const leaver of leavers) {
            entered[leaver % Math.max(1, entered.length)]?.place.end();
            await settle();
            expect(Math.max(...pool.members.map(({ inside }) => inside))).toBeLessThanOrEqual(3);
          }
          for (let index = 0; index < entered.length; index++) {
            entered[index]?.place.end();
            await settle();
          }
          expect(entered.map(({ index }) => index)).toEqual(
            Array.from({ length: count }, (_, index) => index),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  it('[CAP20] shares the work by weight as long as there is room', async () => {
    const { pool } = poolOf([address('http://a', 3), address('http://b', 1), address('http://c', 0)], 100);
    for (let index = 0; index < 80; index++) await pool.enter(never);
    expect(pool.members.map(({ inside }) => inside)).toEqual([60, 20, 0]);
  });

  it('[CAP20] sends nothing to one that is left out, until a probe finds it well', async () => {
    let well = false;
    const { pool, timing } = poolOf([address('http://a'), address('http://b')], 2, async () => well);
    const [a] = pool.members;
    if (a === undefined) throw new Error('No member.');
    pool.leaveOut(a, lost);
    const places = await Promise.all([pool.enter(never), pool.enter(never)]);
    expect([places.every(({ member }) => member !== a), a.health]).toEqual([true, 'out']);
    const third = pool.enter(never);
    well = true;
    const done = pool.use();
    expect((await third).member).toBe(a);
    expect([a.health, timing.waits]).toEqual(['idle', [1000]]);
    done();
  });

  it('[CAP20] goes to all of them when all are out, so that a person who repaired one need not wait', async () => {
    const { pool } = poolOf([address('http://a'), address('http://b')]);
    for (const member of pool.members) pool.leaveOut(member, lost);
    expect((await pool.enter(never)).member.health).toBe('out');
  });

  it('[CAP20] drains one that gets weight 0 or is taken out of the settings', async () => {
    const { pool } = poolOf([address('http://a'), address('http://b')]);
    const first = await pool.enter(never);
    const second = await pool.enter(never);
    const health = () => pool.statistics().members.map((member) => [member.url, member.health]);
    pool.setMembers([address('http://a', 0), address('http://c')]);
    expect(health()).toEqual([
      ['http://a', 'draining'],
      ['http://c', 'idle'],
      ['http://b', 'draining'],
    ]);
    first.end();
    second.end();
    expect(health()).toEqual([
      ['http://a', 'drained'],
      ['http://c', 'idle'],
    ]);
    expect((await pool.enter(never)).member.url).toBe('http://c');
  });

  it('[CAP20] keeps nobody waiting when every address is drained', async () => {
    const { pool } = poolOf([address('http://a')], 1);
    await pool.enter(never);
    const outcome = pool.enter(never).catch((error: unknown) => error);
    pool.setMembers([address('http://a', 0)]);
    expect(await outcome).toMatchObject({ code: 'CAPTIONER_MISSING', scope: 'run' });
  });

  it('[CAP12] sends nothing while it is asked to wait', async () => {
    const { pool, timing } = poolOf([address('http://a')]);
    const [a] = pool.members;
    a?.refused(lost, 4000, timing.now());
    const before = timing.now();
    await pool.enter(never);
    expect(timing.now() - before).toBe(4000);
  });

  it('[RUN8] gives the place of one that gave up to the next', async () => {
    const { pool } = poolOf([address('http://a')], 1);
    const first = await pool.enter(never);
    const abort = new AbortController();
    const second = pool.enter(abort.signal).then(
      () => 'in',
      () => 'gave up',
    );
    const third = pool.enter(never).then(() => 'in');
    abort.abort();
    first.end();
    expect([await second, await third]).toEqual(['gave up', 'in']);
  });
});

describe('a captioner over a pool', () => {
  const asked = [...names.values()].map((name) => request(name));
  const modelsOf = (replies: readonly (CaptionReply | Error)[]) =>
    replies.map((reply) => (reply instanceof Error ? reply.message : reply.finishReason));

  it('[CAP20] asks another for what an address that dies had under way, and its statistics show it', async () => {
    const [first, second] = [await start(), await start()];
    let died = false;
    first.setBehaviour(async () => {
      if (!died) setImmediate(() => void first.close());
      died = true;
      return { kind: 'hang' };
    });
    const { captioner, pool } = captionerFor([address(first.url), address(second.url)]);
    expect(modelsOf(await captioner.caption(asked, never))).toEqual(asked.map(() => 'stop'));
    const [dead, alive] = pool.statistics().members;
    expect(dead).toMatchObject({
      health: 'out',
      replies: 0,
      trouble: { code: expect.stringMatching(/^ENDPOINT_/) },
    });
    expect(alive).toMatchObject({ health: 'healthy', replies: asked.length, inFlight: 0 });
    expect(captioner.note).toMatch(/^1 of 2 addresses left out: /);
    await captioner.close();
  });

  it('[CAP20] does not wait for one that is not there: it costs no attempt', async () => {
    const server = await start();
    const { captioner, timing } = captionerFor([address(await deserted()), address(server.url)]);
    const replies = await captioner.caption(asked, never);
    expect(replies.map((reply) => (reply as CaptionReply).attempts)).toEqual(asked.map(() => 1));
    expect(timing.waits.filter((ms) => ms === 200)).toEqual([]);
    await captioner.close();
  });

  it('[CAP20] goes on without one that refuses its key, and pauses when nobody is left', async () => {
    const [closed, open] = [await start({ key: 'another' }), await start()];
    const pair = captionerFor([address(closed.url), address(open.url)]);
    expect(modelsOf(await pair.captioner.caption(asked, never))).toEqual(asked.map(() => 'stop'));
    await pair.captioner.close();
    const alone = captionerFor([address(closed.url), address(await deserted())]);
    const outcome = await one(alone.captioner, request('a'));
    expect([outcome.code, outcome.scope]).toEqual([expect.stringMatching(/^ENDPOINT_/), 'run']);
    await alone.captioner.close();
  });

  it('[CAP20] [RUN3] uses the name that the model has at each address, and one identity for all', async () => {
    const [first, second] = [await start({ models: ['here'] }), await start({ models: ['there'] })];
    const { captioner } = captionerFor([address(first.url, 1, 'here'), address(second.url, 1, 'there')], {
      modelAt: (member) => member.model ?? '?',
    });
    expect(modelsOf(await captioner.caption(asked, never))).toEqual(asked.map(() => 'stop'));
    expect([first.log.length > 0, second.log.length > 0]).toEqual([true, true]);
    expect(captioner.identity).toEqual({ provider: 'endpoint', model: 'test-model', revision: null });
    await captioner.close();
  });

  it('[CAP14] [RUN7] counts what a priced address costs beside one whose price nobody knows; a cap refuses such a pool', async () => {
    const [dear, unknown] = [await start(), await start()];
    const half = endpointFacts(undefined);
    const facts = () => ({
      ...half,
      priceAt: (url: string) => (url === dear.url ? price : undefined),
    });
    const both = [address(dear.url), address(unknown.url)];
    const budget = countingBudget();
    const open = captionerFor(both, { facts, budget });
    const replies = await open.captioner.caption(asked, never);
    const paid = replies.filter((reply) => (reply as CaptionReply).costUsd !== undefined);
    expect([paid.length, budget.settled.filter((usd) => usd > 0).length]).toEqual([
      dear.log.length,
      dear.log.length,
    ]);
    expect(open.pool.statistics().unpriced).toBe(unknown.log.length);
    await open.captioner.close();
    const reserved: (number | undefined)[] = [];
    const capped = captionerFor(both, {
      facts,
      budget: { capped: true, reserve: async (usd) => ({ settle: () => reserved.push(usd) }) },
    });
    await one(capped.captioner, request('a'));
    expect(reserved).toContain(undefined);
    await capped.captioner.close();
  });

  it('[CAP21] counts requests, replies, retries, refusals, tokens and money by address', async () => {
    const server = await start();
    server.setBehaviour(({ prompt }, earlier) =>
      earlier === 0 && prompt === 'busy'
        ? { kind: 'status', status: 429 }
        : earlier === 0 && prompt === 'broken'
          ? { kind: 'status', status: 500 }
          : { kind: 'ok' },
    );
    const { captioner, pool } = captionerFor(server.url, { price });
    for (const prompt of ['plain', 'busy', 'broken']) await one(captioner, request('a', { prompt }));
    const { members, ...sums } = pool.statistics();
    const counts = {
      requests: 5,
      replies: 3,
      retries: 2,
      refused: 1,
      failures: 1,
      promptTokens: 900,
      completionTokens: 60,
      unpriced: 0,
      inFlight: 0,
    };
    expect(sums).toMatchObject({ name: 'mine', ...counts });
    expect(members).toMatchObject([{ url: server.url, weight: 1, health: 'healthy', ...counts }]);
    expect(sums.costUsd).toBeCloseTo(3 * 0.0005, 9);
    expect(sums.latency).toEqual({ p50: expect.any(Number), p95: expect.any(Number) });
  });
});
