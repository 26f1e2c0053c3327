import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareRuns, isSameRun, shareOf } from './compare-runs.ts';
import { RUN_REPORT_FORMAT, type RunReport, type RunReportNode } from './run-report.ts';
import { flowOf } from './testing-flow.ts';

const count = fc.integer({ min: 0, max: 50 });
const id = fc.constantFrom('images', 'captioner', 'filter', 'dataset');

const node = fc.record({ id, kept: count, rejected: count, failed: count, reused: fc.constant(0) }).map(
  ({ id: name, kept, rejected, failed, reused }): RunReportNode => ({
    id: name,
    type: `filters.${name}`,
    title: name,
    state: 'done',
    in: kept + rejected + failed,
    kept,
    rejected,
    failed,
    pending: 0,
    reused,
    outputs: {},
    elapsedMs: 10,
    perSecond: null,
    spendUsd: 0,
    error: null,
  }),
);

const problem = fc.record({
  node: id,
  outcome: fc.constantFrom('rejected' as const, 'failed' as const),
  code: fc.constantFrom(null, 'IMAGE_DAMAGED'),
  reason: fc.constantFrom('too short', 'cut off', '__proto__'),
  remedy: fc.constant(null),
  count,
  examples: fc.constant<string[]>([]),
});

const report: fc.Arbitrary<RunReport> = fc
  .record({
    nodes: fc.uniqueArray(node, { selector: (one) => one.id }),
    problems: fc.uniqueArray(problem, {
      selector: (one) => JSON.stringify([one.node, one.outcome, one.code, one.reason]),
    }),
    minimum: count,
    limit: fc.constantFrom(null, 5),
    durationMs: count,
    digest: fc.constantFrom('ab', 'cd'),
    model: fc.constantFrom('one', 'other'),
  })
  .map(({ nodes, problems, minimum, limit, durationMs, digest, model }) => ({
    format: RUN_REPORT_FORMAT,
    version: 1,
    project: 'Test',
    run: {
      id: 1,
      state: 'done',
      startedAt: '2026-11-23T10:00:00.000Z',
      endedAt: null,
      durationMs,
      title: '',
      notes: '',
      pinned: false,
      reproduces: null,
      reason: null,
    },
    options: { to: null, limit, samples: null, capUsd: null, retryFailed: false },
    flow: { revision: 1, reviewSequence: 0, flow: flowOf({ filter: ['filters.length', { minimum }] }) },
    seeds: {},
    environment: null,
    models: [{ node: 'captioner', title: model, identity: { model }, repliedAs: [] }],
    totals: {
      found: 1,
      captions: 1,
      kept: 1,
      rejected: 0,
      failed: 0,
      reused: 0,
      spendUsd: 0,
      promptTokens: 0,
      completionTokens: 0,
      reasoningTokens: 0,
    },
    nodes,
    costs: [],
    costsBySource: null,
    forecast: [],
    problems,
    artifacts: [{ node: 'dataset', kind: 'dataset', title: 'Dataset', digest, count: 1 }],
    log: [],
  }));

describe('compareRuns', () => {
  it('[HIST5] a run does not differ from itself, nor from one that only took longer', () => {
    fc.assert(
      fc.property(report, count, (run, durationMs) => {
        expect(isSameRun(compareRuns(run, structuredClone(run)))).toBe(true);
        expect(isSameRun(compareRuns(run, { ...run, run: { ...run.run, durationMs } }))).toBe(true);
      }),
    );
  });

  it('[HIST5] seen from the other side, before and after change places', () => {
    fc.assert(
      fc.property(report, report, (one, other) => {
        const there = compareRuns(one, other);
        const back = compareRuns(other, one);
        const turned = <T extends { before?: unknown; after?: unknown }>({ before, after, ...rest }: T) => ({
          ...rest,
          before: after,
          after: before,
        });
        expect(back.figures.map(turned)).toEqual(there.figures);
        expect(back.options.map(turned)).toEqual(there.options);
        const turnedNodes = back.nodes.map((each) => ({
          ...turned(each),
          reasons: each.reasons.map(turned),
        }));
        expect(turnedNodes).toHaveLength(there.nodes.length);
        for (const each of turnedNodes) {
          const known = there.nodes.find(({ id: name }) => name === each.id);
          expect([each.before, each.after]).toEqual([known?.before, known?.after]);
          expect(each.reasons).toHaveLength(known?.reasons.length ?? -1);
        }
      }),
    );
  });

  it('[HIST5] reasons account for the whole difference of the counts that they were counted from', () => {
    fc.assert(
      fc.property(report, report, (one, other) => {
        const total = (run: RunReport, name: string) =>
          run.problems.filter((each) => each.node === name).reduce((sum, each) => sum + each.count, 0);
        for (const { id: name, reasons } of compareRuns(one, other).nodes)
          expect(reasons.reduce((sum, { before, after }) => sum + after - before, 0)).toBe(
            total(other, name) - total(one, name),
          );
      }),
    );
  });

  it('[HIST5] a share of nothing is no share', () => {
    expect(shareOf(undefined, 'kept')).toBeUndefined();
  });
});
