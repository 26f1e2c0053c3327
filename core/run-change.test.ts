import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunId } from './ids.ts';
import type { NodeProgress, RunProgress } from './run.ts';
import { runChange, withRunChange } from './run-change.ts';

const count = fc.integer({ min: 0, max: 3 });
const node = (id: string): fc.Arbitrary<NodeProgress> =>
  fc.record(
    {
      id: fc.constant(id),
      type: fc.constant('filters.length'),
      state: fc.constantFrom('queued' as const, 'running' as const, 'done' as const),
      in: count,
      kept: count,
      rejected: count,
      failed: count,
      pending: count,
      reused: count,
      expected: count,
      ratePerSecond: count,
      spendUsd: count,
      elapsedMs: count,
      note: fc.constantFrom('Waits for Captioner', 'Slowed to 8 at once: 429'),
      error: fc.constantFrom(
        { code: 'RATE_LIMITED', message: 'Too many requests.' } as never,
        { code: 'RATE_LIMITED', message: 'Too many.' } as never,
      ),
      outputs: fc.dictionary(fc.constantFrom('kept', 'rejected'), count),
    },
    {
      requiredKeys: [
        'id',
        'type',
        'state',
        'in',
        'kept',
        'rejected',
        'failed',
        'pending',
        'reused',
        'ratePerSecond',
        'spendUsd',
        'elapsedMs',
        'outputs',
      ],
    },
  );
const run: fc.Arbitrary<RunProgress> = fc
  .uniqueArray(fc.constantFrom('images', 'prompt', 'captioner', 'filter'), { minLength: 2 })
  .chain((ids) =>
    fc.record(
      {
        id: fc.constantFrom(1 as RunId, 2 as RunId),
        state: fc.constantFrom('running' as const, 'done' as const),
        flowRevision: count,
        startedAt: count,
        endedAt: count,
        spendUsd: count,
        reservedUsd: count,
        nodes: fc.tuple(...ids.map(node)),
      },
      { requiredKeys: ['id', 'state', 'flowRevision', 'startedAt', 'spendUsd', 'reservedUsd', 'nodes'] },
    ),
  );
/** Half of them of the same run and nodes, the first of which stands. */
const pair = run.chain((before) =>
  fc.tuple(
    fc.constant(before),
    fc.oneof(
      run,
      fc.tuple(run, fc.tuple(...before.nodes.map(({ id }) => node(id)))).map(([after, nodes]) => ({
        ...after,
        id: before.id,
        state: before.state,
        nodes: nodes.map((each, place) => (place === 0 ? (structuredClone(before.nodes[0]) ?? each) : each)),
      })),
    ),
  ),
);

describe('runChange', () => {
  it('[RPC5] leads from what a watcher knows to what is', () => {
    fc.assert(
      fc.property(pair, ([before, after]) => {
        const change = runChange(before, after);
        const known = structuredClone(before);
        expect(change === undefined ? after : withRunChange(known, change)).toEqual(after);
      }),
    );
  });

  it('[RPC5] holds no node that stands, and those that stand keep their objects', () => {
    fc.assert(
      fc.property(pair, ([before, after]) => {
        const change = runChange(before, after);
        if (change === undefined) return;
        const told = new Set(change.nodes.map(({ id }) => id));
        for (const [place, node] of after.nodes.entries())
          if (JSON.stringify(node) === JSON.stringify(before.nodes[place]))
            expect(told).not.toContain(node.id);
        for (const [place, shown] of withRunChange(before, change).nodes.entries())
          if (!told.has(shown.id)) expect(shown).toBe(before.nodes[place]);
      }),
    );
  });

  it('[RPC5] tells everything of a run that has ended', () => {
    fc.assert(
      fc.property(run, (before) => {
        const running: RunProgress = { ...before, state: 'running' };
        expect(runChange(running, { ...running, state: 'done' })).toBeUndefined();
      }),
    );
  });
});
