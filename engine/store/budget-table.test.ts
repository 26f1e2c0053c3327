import { describe, expect, it, onTestFinished } from 'vitest';
import { openProject } from './open-project.ts';
import { temporaries } from './temporary-project.ts';

const { temporaryProject } = temporaries(onTestFinished);

describe('money', () => {
  it('[RUN7] a reservation counts in full until it is settled, once', () => {
    const store = temporaryProject();
    const run = store.beginRun({}).id;
    const [first, second, unsent] = [0.5, 0.25, 4].map((usd) => store.reserve(run, usd)) as [
      number,
      number,
      number,
    ];
    expect(store.spend()).toEqual({ settledUsd: 0, reservedUsd: 4.75 });
    store.settle(first, 0.125);
    store.settle(first, 100);
    store.settle(unsent, 0);
    expect(store.spend()).toEqual({ settledUsd: 0.125, reservedUsd: 0.25 });
    store.settle(second, 0.5);
    expect(store.spend()).toEqual({ settledUsd: 0.625, reservedUsd: 0 });
    expect([store.budget.spentIn(run), store.budget.spentIn(store.beginRun({}).id)]).toEqual([0.625, 0]);
    // A number is not given again while somebody may still settle it.
    expect(new Set([first, second, unsent, store.reserve(run, 1)]).size).toBe(4);
  });

  it('[RUN7] [STORE13] reservations that a kill left behind count until the user has settled them', async () => {
    const store = temporaryProject();
    const run = store.beginRun({}).id;
    store.reserve(run, 1.5);
    store.reserve(run, 0.5);
    expect(store.budget.leftBehind()).toEqual({ count: 0, usd: 0 });
    await store.close();

    const again = openProject(store.path);
    const next = again.beginRun({}).id;
    again.reserve(next, 8);
    expect(again.spend()).toEqual({ settledUsd: 0, reservedUsd: 10 });
    expect(again.budget.leftBehind()).toEqual({ count: 2, usd: 2 });
    again.budget.settleLeftBehind(1);
    expect(again.spend()).toEqual({ settledUsd: 1, reservedUsd: 8 });
    expect([again.budget.spentIn(run), again.budget.leftBehind().count]).toEqual([1, 0]);
    await again.close();
  });
});
