import DatabaseFile from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { OutcomeRecord, RunProgress } from '../../core/run.ts';
import type { RunEnvironment } from '../../core/run-report.ts';
import { openProject } from './open-project.ts';
import { captionNamed, sampleNamed } from './temporary-content.ts';
import { temporaries } from './temporary-project.ts';

const { temporaryProject } = temporaries(onTestFinished);

const environment: RunEnvironment = {
  app: '1.0.0',
  host: 'cli',
  node: '24.0.0',
  electron: null,
  onnxruntime: null,
  transformers: null,
  sqlite: null,
  sharp: null,
  platform: 'linux',
  architecture: 'x64',
  cpu: 'A processor',
  cores: 2,
  memoryBytes: 1e9,
  gpu: null,
};

const rejected = (name: string, reason = 'too short'): OutcomeRecord => ({
  node: 'filter',
  sample: sampleNamed(name),
  outcome: 'rejected',
  reason,
  reused: false,
  at: 1,
});

describe('what a run remembers', () => {
  it('[HIST1] is there after closing: versions, models, remarks, what it made and said', async () => {
    const store = temporaryProject();
    const { id } = store.beginRun({ to: 'filter', limit: 5 });
    store.runFacts.begin(id, environment);
    store.noteModel(id, 'captioner', { title: 'Starter', identity: { provider: 'local', digest: 'ab' } });
    store.noteModel(id, 'captioner', { title: 'Starter', identity: { provider: 'local', digest: 'cd' } });
    store.runFacts.remark(id, { title: 'First' });
    store.runFacts.remark(id, { pinned: true });
    store.runFacts.end(id, [{ at: 5, level: 'info', text: 'Started.' }]);
    await store.close();
    const again = openProject(store.path);
    expect(again.runFacts.facts(id)).toMatchObject({
      options: { to: 'filter', limit: 5 },
      title: 'First',
      notes: '',
      pinned: true,
      environment,
      models: [{ node: 'captioner', title: 'Starter', identity: { provider: 'local', digest: 'cd' } }],
      log: [{ at: 5, level: 'info', text: 'Started.' }],
    });
    expect(again.runFacts.facts((id + 1) as typeof id)).toBeUndefined();
    await again.close();
  });

  it('[HIST1] a run of an older version, which noted nothing, can be named and listed all the same', () => {
    const store = temporaryProject();
    const { id } = store.beginRun({});
    store.runFacts.remark(id, { title: 'Old' });
    expect(store.runFacts.list(0, 10).runs).toMatchObject([{ id, title: 'Old', pinned: false }]);
    expect(store.runFacts.facts(id)).toMatchObject({ title: 'Old', models: [], artifacts: [], log: [] });
    store.runFacts.remark((id + 1) as typeof id, { title: 'None' });
    expect(store.runFacts.list(0, 10).total).toBe(1);
  });

  it('[HIST1] what a stranger has put in its place counts as not noted', async () => {
    const store = temporaryProject();
    const { id } = store.beginRun({});
    store.runFacts.begin(id, environment);
    store.runFacts.end(id, []);
    await store.close();
    const database = new DatabaseFile(store.path);
    database.exec(
      `update run_facts set environment = '{"app":[1]}', log = '[{"at":1e300}]', artifacts = '"none"'`,
    );
    database.close();
    const again = openProject(store.path);
    expect(again.runFacts.facts(id)).toEqual({
      options: {},
      reviewSequence: 0,
      title: '',
      notes: '',
      pinned: false,
      variations: 0,
      captionIds: { from: 1, to: Number.MAX_SAFE_INTEGER },
      models: [],
      artifacts: [],
      log: [],
    });
    await again.close();
  });

  it('[HIST2] its captions are a range of rows, however the runs follow each other', async () => {
    const store = temporaryProject();
    const write = async (count: number) => {
      const { id } = store.beginRun({});
      store.runFacts.begin(id, environment);
      for (let index = 0; index < count; index += 1) store.addCaption(captionNamed(`${id} ${index}`, id));
      await store.committed();
      return id;
    };
    const runs = [await write(3), await write(0), await write(2)];
    const counted = runs.map((run) => {
      const { from, to } = store.runFacts.facts(run)?.captionIds ?? { from: 0, to: 0 };
      return store.runUsage.usage(run, from, to).reduce((sum, { captions }) => sum + captions, 0);
    });
    expect(counted).toEqual([3, 0, 2]);
  });

  it('[HIST4] [STORE10] rows of single samples go with the eleventh run, their groups stay; pinned runs keep both', () => {
    const store = temporaryProject();
    const begin = () => {
      const { id } = store.beginRun({});
      for (const name of ['a', 'b']) store.saveException(id, rejected(name));
      store.saveException(id, rejected('c', 'cut off'));
      return id;
    };
    const [first, pinned] = [begin(), begin()];
    store.runFacts.remark(pinned, { pinned: true });
    const before = store.runFacts.problems(first);
    for (let count = 0; count < 11; count += 1) begin();
    expect(store.runFacts.problems(first)).toEqual(before);
    expect(before.map(({ reason, count }) => [reason, count])).toEqual([
      ['too short', 2],
      ['cut off', 1],
    ]);
    const samples = (run: typeof first) => [...store.runUsage.exceptionPages(run)].flat().length;
    expect([samples(first), samples(pinned)]).toEqual([0, 3]);
    expect([store.runFacts.hasSamples(first), store.runFacts.hasSamples(pinned)]).toEqual([false, true]);
    store.runFacts.remark(pinned, { pinned: false });
    begin();
    expect(samples(pinned)).toBe(0);
    expect(store.runFacts.problems(pinned)).toEqual(before);
  });

  it('[HIST1] pages of the list have pinned runs first, then the newest; rejected and failed are sums over the nodes', () => {
    const store = temporaryProject();
    const ids = Array.from({ length: 5 }, () => store.beginRun({}).id);
    const counts = { in: 9, kept: 2, rejected: 4, failed: 3, pending: 0, reused: 0 };
    const node = (id: string): RunProgress['nodes'][number] => ({
      ...counts,
      id,
      type: `filters.${id}`,
      state: 'done',
      ratePerSecond: 0,
      spendUsd: 0,
      elapsedMs: 1,
      outputs: {},
    });
    const [first = ids[0]] = ids;
    if (first === undefined) throw new Error('no run');
    store.saveProgress({
      id: first,
      state: 'done',
      flowRevision: 1,
      startedAt: 1,
      endedAt: 2,
      nodes: [node('one'), node('other')],
      spendUsd: 7,
      reservedUsd: 0,
    });
    store.runFacts.remark(first, { pinned: true });
    const { total, runs } = store.runFacts.list(0, 3);
    expect([total, runs.map(({ id }) => id)]).toEqual([5, [1, 5, 4]]);
    expect(runs[0]).toMatchObject({ rejected: 8, failed: 6, spendUsd: 0, forecast: false });
    expect(store.runFacts.list(3, 3).runs.map(({ id }) => id)).toEqual([3, 2]);
  });
});
