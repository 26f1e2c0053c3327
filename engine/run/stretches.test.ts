import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineNode } from '../../core/define-node.ts';
import type { Flow } from '../../core/flow.ts';
import { flowOf } from '../../core/testing-flow.ts';
import { existing } from '../../nodes/captioners/existing.ts';
import { dataset } from '../../nodes/datasets/dataset.ts';
import { length } from '../../nodes/filters/length.ts';
import { TEST_NODES } from './testing/test-nodes.ts';
import { countsOf, TestProject } from './testing/test-project.ts';

/** Lists records `key=caption`; without a caption there is none, with `!` the file cannot be read. */
const replaySource = defineNode.source({
  type: 'sources.replay',
  version: 1,
  title: 'Records',
  summary: 'Lists records with captions.',
  icon: 'folder',
  inputs: {},
  outputs: { images: { type: 'image' } },
  params: z.object({ records: z.array(z.string()).default([]) }),
  async *run({ records }) {
    for (const record of records) {
      const [key = '', text] = record.split('=');
      if (key.includes('!'))
        yield { key, problem: { code: 'FILE_UNREADABLE' as const, message: 'No.', attempts: 1 } };
      else
        yield {
          key,
          file: { root: '/pictures', path: key },
          ...(text && { existing: [{ text, origin: 'list' }] }),
        };
    }
  },
});
const TYPES = [
  replaySource,
  existing,
  length,
  dataset,
  ...TEST_NODES.filter(({ type }) => type === 'prompts.plain' || type === 'filters.picky'),
];

/*
 *  records ──▶ prompt ──▶ replay ──▶ filter ──▶ dataset
 *                           └ rejected ──▶ picky
 */
function replayFlow(records: readonly string[]): Flow {
  return flowOf(
    {
      records: ['sources.replay', { records: [...records] }],
      prompt: ['prompts.plain'],
      replay: ['captioners.existing'],
      filter: ['filters.length', { minimum: 8 }],
      picky: ['filters.picky'],
      dataset: ['datasets.dataset'],
    },
    'records.images>prompt.image',
    'prompt.image>replay.image',
    'replay.caption>filter.caption',
    'replay.rejected>picky.image',
    'filter.kept>dataset.captions',
  );
}

/** What a run says that must not depend on what was there before. */
async function runOn(project: TestProject) {
  const progress = await project.run();
  const counts = Object.fromEntries(
    Object.entries(countsOf(progress)).map(([id, numbers]) => [id, numbers.slice(0, 5)]),
  );
  const problems = project.store.runs
    .problems(progress.id)
    .map(({ node, outcome, reason, count }) => `${node} ${outcome} ${reason} ${count}`)
    .sort();
  const made = project.store.latestArtifact('dataset');
  const records = made
    ? [...project.store.artifacts.records(made.id)].map(({ caption: _row, ...record }) => record)
    : [];
  return { state: progress.state, counts, problems, records, reused: countsOf(progress) };
}

const record = fc
  .tuple(
    fc.integer({ min: 0, max: 400 }),
    fc.constantFrom('', '=short', '=a long caption', '=another long one', '!'),
  )
  .map(([number, rest]) => `${String(number).padStart(3, '0')}.png${rest}`);
const listing = fc
  .uniqueArray(record, { minLength: 1, maxLength: 300, selector: (one) => one.slice(0, 7) })
  .map((records) => records.sort());

describe('[RUN4] stretches of a source', () => {
  it('give the same whatever was there before, and count as reused only what is as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(listing, { minLength: 2, maxLength: 3 }), async (listings) => {
        await using grown = new TestProject(replayFlow([]), TYPES);
        let before: readonly string[] = [];
        for (const records of listings) {
          grown.setParams('records', { records });
          const { reused, ...again } = await runOn(grown);
          await using fresh = new TestProject(replayFlow(records), TYPES);
          const { reused: _none, ...anew } = await runOn(fresh);
          expect(again).toEqual(anew);
          const had = new Set(before);
          const same = records.filter((one) => had.has(one) && !one.includes('!')).length;
          expect(reused.prompt?.[5]).toBeLessThanOrEqual(
            // The prompt does not read the captions: a picture is the same to it whatever stands beside it.
            records.filter((one) => before.some((other) => other.slice(0, 7) === one.slice(0, 7))).length,
          );
          expect(reused.replay?.[5]).toBeLessThanOrEqual(same);
          before = records;
        }
      }),
      { numRuns: 6 },
    );
  });

  it('are recognised after a picture was added in their midst, removed or changed', async () => {
    const records = Array.from(
      { length: 1500 },
      (_, index) => `${String(index).padStart(5, '0')}.png=a caption of ${index}`,
    );
    await using project = new TestProject(replayFlow(records), TYPES);
    await project.run();
    const changed = records
      .with(700, '00700.png=another caption')
      .toSpliced(300, 1)
      .toSpliced(90, 0, '00089a.png=a caption of a new one');
    project.setParams('records', { records: changed });
    const counts = countsOf(await project.run());
    expect(counts.replay).toEqual([1500, 1500, 0, 0, 0, 1498]);
    expect(counts.filter).toEqual([1500, 1500, 0, 0, 0, 1498]);
    expect(project.captions()).toEqual(changed.map((one) => one.split('=')[1]));
    expect(project.store.captions.count()).toBe(1502);
    for (const node of Object.values(countsOf(await project.run())))
      expect(node[5]).toBe((node[1] ?? 0) + (node[2] ?? 0));
  });

  it('[RUN16] carry edits on, and take an edit back with them', async () => {
    const records = Array.from({ length: 40 }, (_, index) => `${index + 100}.png=a caption of ${index}`);
    await using project = new TestProject(replayFlow(records), TYPES);
    await project.run();
    const id = project.store.runs.peek('replay')[0]?.sample.facets.caption?.id;
    if (id === undefined) throw new Error('Nothing was kept.');
    const text = project.store.captions.exact(id)?.text ?? '';
    project.store.captions.edit(id, 'What a person wrote.');
    await project.run();
    expect(project.captions().filter((caption) => caption === 'What a person wrote.')).toHaveLength(1);
    project.store.captions.restore(id);
    await project.run();
    expect(project.captions()).toContain(text);
    expect(project.captions()).not.toContain('What a person wrote.');
    expect(project.store.captions.count()).toBe(40);
  });

  it('[RUN12] are not forgotten because of a run of a part', async () => {
    const records = Array.from({ length: 60 }, (_, index) => `${index + 100}.png=a caption of ${index}`);
    await using project = new TestProject(replayFlow(records), TYPES);
    await project.run();
    await project.run({ limit: 5 });
    const counts = countsOf(await project.run());
    expect([counts.prompt?.[5], counts.dataset?.[5]]).toEqual([60, 60]);
  });
});
