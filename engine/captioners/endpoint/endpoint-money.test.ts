import { afterEach, describe, expect, it } from 'vitest';
import type { CodedError } from '../../../core/errors.ts';
import {
  captionerFor,
  closeServers,
  countingBudget,
  deserted,
  names,
  never,
  one,
  price,
  request,
  start,
} from './testing-captioner.ts';

afterEach(closeServers);

describe('money', () => {
  it('[CAP14] [RUN7] reserves the worst case of every attempt before it is sent, and settles by what came', async () => {
    const server = await start();
    server.setBehaviour((_request, earlier) =>
      earlier === 0 ? { kind: 'status', status: 500 } : { kind: 'ok' },
    );
    const budget = countingBudget();
    const { captioner } = captionerFor(server.url, {
      budget,
      price,
    });
    const reply = await one(captioner, request('a'));
    const real = (300 * 1 + 20 * 10) / 1e6;
    expect(reply.costUsd).toBeCloseTo(real, 12);
    expect(budget.settled).toEqual([0, real]);
    expect(budget.reserved).toHaveLength(2);
    expect(Math.min(...budget.reserved)).toBeGreaterThan(real);
  });

  it('[CAP14] [RUN7] keeps the worst case where nobody knows whether it was billed', async () => {
    const server = await start();
    server.setBehaviour({ kind: 'hang' });
    const budget = countingBudget();
    const { captioner } = captionerFor(server.url, {
      budget,
      price,
      requestMs: 50,
      policy: { attempts: 2 },
    });
    expect(await one(captioner, request('a'))).toMatchObject({ code: 'ENDPOINT_TIMEOUT' });
    expect(budget.settled).toEqual(budget.reserved);
    expect(budget.settled).toHaveLength(2);
  });

  it('[CAP14] [RUN7] settles with nothing what was never sent', async () => {
    const budget = countingBudget();
    const { captioner } = captionerFor(await deserted(), { budget, price });
    await one(captioner, request('a'));
    expect(budget.settled).toEqual([0, 0, 0]);
  });

  it('[CAP14] [RUN7] sends nothing that could cross the cap', async () => {
    const server = await start();
    const budget = countingBudget(0.02);
    const { captioner } = captionerFor(server.url, {
      budget,
      price,
    });
    const outcomes = await captioner.caption(
      [...names.values()].map((name) => request(name)),
      never,
    );
    const stopped = outcomes.filter((outcome) => (outcome as CodedError).code === 'BUDGET_REACHED');
    expect(stopped.length).toBeGreaterThan(0);
    expect(server.log.length + stopped.length).toBe(names.size);
  });

  it('[CAP14] reserves nothing where the price is 0, and says nothing of costs where there is no price', async () => {
    const server = await start();
    const budget = countingBudget();
    const free = { inputPerMillion: 0, outputPerMillion: 0 };
    expect(
      (await one(captionerFor(server.url, { budget, price: free }).captioner, request('a'))).costUsd,
    ).toBe(0);
    expect('costUsd' in (await one(captionerFor(server.url, { budget }).captioner, request('b')))).toBe(
      false,
    );
    expect(budget.reserved).toEqual([]);
  });
});

describe('stopping', () => {
  it('[RUN8] cancels what is under way and what waits', async () => {
    const server = await start();
    const abort = new AbortController();
    server.setBehaviour(() => {
      abort.abort();
      return { kind: 'hang' };
    });
    const { captioner } = captionerFor(server.url);
    const outcomes = await captioner.caption(
      [...names.values()].map((name) => request(name)),
      abort.signal,
    );
    expect(new Set(outcomes.map((outcome) => (outcome as CodedError).code))).toEqual(new Set(['CANCELLED']));
  });
});
