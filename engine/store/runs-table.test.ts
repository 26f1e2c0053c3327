import { describe, expect, it, onTestFinished } from 'vitest';
import type { ErrorCode } from '../../core/errors.ts';
import type { OutcomeRecord, RunProgress } from '../../core/run.ts';
import { openProject } from './open-project.ts';
import { captionNamed, hashNamed, sampleIdNamed, sampleNamed } from './temporary-content.ts';
import { temporaries } from './temporary-project.ts';

const { temporaryProject } = temporaries(onTestFinished);

const nothing = { in: 0, kept: 0, rejected: 0, failed: 0, pending: 0, reused: 0 };
const node = (id: string, counts: Partial<typeof nothing>): RunProgress['nodes'][number] => ({
  ...nothing,
  ...counts,
  id,
  type: `filters.${id}`,
  state: 'running',
  ratePerSecond: 2.5,
  spendUsd: 0.01,
  elapsedMs: 1000,
  outputs: { kept: 3 },
  note: 'Slowed to 8 at once: 429',
});

describe('runs', () => {
  it('[RUN10] counts come back as they were saved, nodes in the order of the run', async () => {
    const store = temporaryProject({ now: () => 50 });
    const { id, flowRevision } = store.beginRun({ to: 'filter', limit: 20, capUsd: 3 });
    expect(store.runs.latest()).toEqual({
      id,
      state: 'queued',
      flowRevision,
      startedAt: 50,
      nodes: [],
      spendUsd: 0,
      reservedUsd: 0,
      to: 'filter',
      limit: 20,
      capUsd: 3,
    });
    const progress: RunProgress = {
      id,
      state: 'done',
      flowRevision,
      startedAt: 60,
      endedAt: 70,
      nodes: [
        node('zoo', { in: 9, kept: 5, rejected: 1, failed: 2, pending: 1, reused: 4 }),
        node('art', { in: 3, failed: 3 }),
      ],
      spendUsd: 0.5,
      reservedUsd: 0.25,
      capUsd: 3,
      reason: { code: 'BUDGET_REACHED', message: 'The cap is reached.', attempts: 1 },
    };
    store.saveProgress({ ...progress, state: 'running', nodes: [node('zoo', { in: 1 })] });
    store.saveProgress(progress);
    store.addCaption(captionNamed('a', id));
    await store.close();
    const again = openProject(store.path);
    expect(again.runs.progress(id)).toEqual(progress);
    expect(again.runs.list()).toEqual([
      { id, state: 'done', startedAt: 60, endedAt: 70, captions: 1, failed: 5, spendUsd: 0.5 },
    ]);
    await again.close();
  });

  it.each(['queued', 'running', 'paused'] as const)('[RUN5] a run left %s is interrupted', async (state) => {
    let time = 10;
    const store = temporaryProject({ now: () => time });
    const { id, flowRevision } = store.beginRun({});
    time = 99;
    store.saveProgress({
      id,
      state,
      flowRevision,
      startedAt: 10,
      nodes: [node('a', { in: 2, pending: 2 })],
      spendUsd: 0,
      reservedUsd: 0,
    });
    await store.close();
    const again = openProject(store.path);
    expect(again.runs.latest()).toMatchObject({
      state: 'interrupted',
      endedAt: 99,
      nodes: [{ state: 'stopped', pending: 2 }],
    });
    await again.close();
  });

  it('[STORE10] exceptions of the last ten runs are kept', () => {
    const store = temporaryProject();
    const runs = Array.from({ length: 12 }, () => {
      const { id } = store.beginRun({});
      store.saveException(id, failure('a', 'IMAGE_DAMAGED', 'Cut off.'));
      return id;
    });
    expect(runs.map((run) => store.runs.problems(run).length)).toEqual([
      0,
      0,
      ...Array.from({ length: 10 }, () => 1),
    ]);
  });
});

const failure = (name: string, code: ErrorCode, message: string, from = 'captioner'): OutcomeRecord => ({
  node: from,
  sample: sampleNamed(name),
  outcome: 'failed',
  error: { code, message, remedy: 'Do this.', attempts: 1 },
  reused: false,
  at: 5,
});
const rejection = (name: string, reason: string): OutcomeRecord => ({
  node: 'filter',
  sample: sampleNamed(name),
  outcome: 'rejected',
  reason,
  detail: `${name.length} characters`,
  reused: true,
  at: 6,
});

describe('exceptions', () => {
  it('[RUN6] are grouped by cause, most frequent first; numbers, names and paths make no difference', () => {
    const store = temporaryProject();
    const { id } = store.beginRun({});
    store.saveException(id, failure('a', 'ENDPOINT_SERVER', 'The server answered 503 after 12 s.'));
    store.saveException(id, failure('b', 'ENDPOINT_SERVER', 'The server answered 500 after 3 s.'));
    store.saveException(id, failure('c', 'ENDPOINT_SERVER', 'The server at http://localhost/v1 is gone.'));
    for (const name of ['a', 'b', 'c']) store.saveException(id, rejection(name, 'too short'));
    store.saveException(id, { ...rejection('d', 'too short'), outcome: 'kept' });
    const groups = store.runs.problems(id);
    expect(groups.map(({ node: at, outcome, code, count }) => [at, outcome, code, count])).toEqual([
      ['filter', 'rejected', undefined, 3],
      ['captioner', 'failed', 'ENDPOINT_SERVER', 2],
      ['captioner', 'failed', 'ENDPOINT_SERVER', 1],
    ]);
    expect(groups[2]).toEqual({
      node: 'captioner',
      outcome: 'failed',
      cause: 'ENDPOINT_SERVER The server at … is gone.',
      skipped: 0,
      code: 'ENDPOINT_SERVER',
      reason: 'The server at http://localhost/v1 is gone.',
      remedy: 'Do this.',
      count: 1,
      examples: [{ sample: sampleIdNamed('c'), image: hashNamed('c'), path: 'cats/c.png' }],
    });
    expect(store.runs.problems(id, 'captioner').length).toBe(2);
    expect(store.runs.problems(id, 'unknown')).toEqual([]);
  });

  it('[RUN6] come back whole, one for a sample at a node', () => {
    const store = temporaryProject();
    const { id } = store.beginRun({});
    store.saveException(id, failure('a', 'ENDPOINT_TIMEOUT', 'Too slow.'));
    const last = failure('a', 'ENDPOINT_SERVER', 'Broken.');
    store.saveException(id, last);
    store.saveException(id, rejection('b', 'too short'));
    expect(store.runs.exceptions(id, { outcome: 'failed', limit: 10 })).toEqual([last]);
    expect(store.runs.exceptions(id, { offset: 1, limit: 10 })).toEqual([last]);
    expect(store.runs.exceptions(id, { node: 'filter', limit: 10 })).toEqual([rejection('b', 'too short')]);
  });
});

describe('peeks', () => {
  it('[STORE10] show the samples as they were, fifty at most, after a restart too', async () => {
    const store = temporaryProject();
    const { id: run } = store.beginRun({});
    const prompt = { text: 'Describe.', question: 'What?', part: '' };
    const caption = store.captionFacets([store.addCaption(captionNamed('a', run))], 0)[0];
    const outcomes = Array.from({ length: 60 }, (_, i): OutcomeRecord => {
      const sample = sampleNamed(`image ${i}`, i, { prompt, ...(caption && { caption }) });
      return { node: 'captioner', sample, outcome: 'kept', port: 'captions', reused: false, at: i };
    });
    store.savePeek('captioner', outcomes.slice(5));
    store.savePeek('captioner', outcomes);
    await store.close();
    const again = openProject(store.path, { readOnly: true });
    expect(again.runs.peek('captioner')).toEqual(outcomes.slice(0, 50));
    expect(again.runs.peek('unknown')).toEqual([]);
    await again.close();
  });
});
