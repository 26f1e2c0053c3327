import {
  RUN_REPORT_FORMAT,
  RUN_REPORT_VERSION,
  type RunReport,
  type RunReportNode,
} from '../../core/run-report.ts';
import { flowOf } from '../../core/testing-flow.ts';

/** For tests: the report of a small run, with something in every part. */
export function testingReport(): RunReport {
  return {
    format: RUN_REPORT_FORMAT,
    version: RUN_REPORT_VERSION,
    project: 'Test',
    run: {
      id: 1,
      state: 'done',
      startedAt: '2026-11-23T10:00:00.000Z',
      endedAt: '2026-11-23T10:00:05.000Z',
      durationMs: 5000,
      title: 'Baseline',
      notes: '',
      pinned: false,
      reproduces: null,
      reason: null,
    },
    options: { to: null, limit: null, samples: null, capUsd: 5, retryFailed: false },
    flow: {
      revision: 3,
      reviewSequence: 0,
      flow: flowOf(
        { filter: ['filters.length', { minimum: 10 }], dataset: ['datasets.dataset'] },
        'filter.kept>dataset.captions',
      ),
    },
    seeds: { dataset: 42 },
    environment: {
      app: '0.1.0',
      host: 'cli',
      node: '24.0.0',
      electron: null,
      onnxruntime: '1.30.0',
      transformers: '4.3.1',
      sqlite: '3.54.0',
      sharp: '0.35.5',
      platform: 'linux',
      architecture: 'x64',
      cpu: 'A processor',
      cores: 2,
      memoryBytes: 8e9,
      gpu: null,
    },
    models: [
      {
        node: 'captioner',
        title: 'Starter',
        identity: { provider: 'local', digest: 'ab' },
        repliedAs: ['starter'],
      },
    ],
    totals: {
      found: 4,
      captions: 4,
      kept: 3,
      rejected: 1,
      failed: 0,
      reused: 0,
      spendUsd: 0.02,
      promptTokens: 40,
      completionTokens: 80,
      reasoningTokens: 0,
    },
    nodes: [
      nodeReport('filter', 'Length', { in: 4, kept: 3, rejected: 1 }),
      nodeReport('dataset', 'Dataset', { in: 3, kept: 3 }),
    ],
    costs: [
      {
        node: 'captioner',
        model: 'Starter',
        captions: 4,
        kept: 3,
        promptTokens: 40,
        completionTokens: 80,
        reasoningTokens: 0,
        usd: 0.02,
        usdPerKept: 0.02 / 3,
      },
    ],
    costsBySource: [
      { model: 'Starter', source: 'cats', captions: 4, kept: 3, usd: 0.02, usdPerKept: 0.02 / 3 },
    ],
    forecast: [{ what: 'seconds', low: 3, expected: 5, high: 8, fact: 5 }],
    problems: [
      {
        node: 'filter',
        outcome: 'rejected',
        code: null,
        reason: 'too short',
        remedy: null,
        count: 1,
        examples: ['a.png'],
      },
    ],
    artifacts: [{ node: 'dataset', kind: 'dataset', title: 'Dataset', digest: 'cd'.repeat(32), count: 3 }],
    log: [{ at: '2026-11-23T10:00:01.000Z', level: 'info', node: 'dataset', text: '3 records' }],
  };
}

export function nodeReport(id: string, title: string, counts: Partial<RunReportNode>): RunReportNode {
  return {
    id,
    type: `filters.${id}`,
    title,
    state: 'done',
    in: 0,
    kept: 0,
    rejected: 0,
    failed: 0,
    pending: 0,
    reused: 0,
    outputs: {},
    elapsedMs: 1200,
    perSecond: null,
    spendUsd: 0,
    error: null,
    ...counts,
  };
}
