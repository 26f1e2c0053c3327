import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sumImpact } from '../../../core/change-impact.ts';
import type { EngineClient } from '../../../core/contract/index.ts';
import type { FlowEdit } from '../../../core/flow-edit.ts';
import type { JsonObject } from '../../../core/json.ts';
import { type TestingHistory, testingHistory } from '../testing-history.ts';

let history: TestingHistory;
beforeAll(async () => {
  history = await testingHistory(4);
});
afterAll(() => history.close());

type Edits = NonNullable<Parameters<EngineClient['impact']['ofChange']>[0]['edits']>;

function impactOf(node: string, params?: JsonObject) {
  const edits: readonly FlowEdit[] = params ? [{ kind: 'set-params', id: node, params }] : [];
  return history.client.impact.ofChange({ node, edits: edits as Edits });
}

/** One journey: each part stands on what the ones before it have run. */
describe('[FORM8] what a change costs', () => {
  it('is nothing before the first run, and where nothing differs', async () => {
    expect(await impactOf('prompt', { text: 'Other.' })).toBeNull();
    await history.run();
    expect(await impactOf('prompt')).toBeNull();
    expect(await impactOf('captioner', { concurrency: 7, truncated: 'keep' })).toBeNull();
    expect(await impactOf('nobody')).toBeNull();
  });

  it('counts the samples of the last run, at what a sample has cost', async () => {
    const impact = await impactOf('prompt', { text: 'Other.' });
    expect(impact).toMatchObject({ run: 1, params: ['text'] });
    expect(impact?.nodes.map(({ node, samples, known }) => [node, samples, known])).toEqual([
      ['prompt', 4, 0],
      ['captioner', 4, 0],
      ['filter', 4, 0],
      ['dataset', 4, 0],
    ]);
    const run = await history.client.run.current();
    const spent = run?.nodes.find(({ id }) => id === 'captioner')?.spendUsd ?? 0;
    const sum = sumImpact(impact);
    expect(sum).toMatchObject({ samples: 4, of: 4, captioners: 1, newcomers: 0 });
    expect(spent).toBeGreaterThan(0);
    expect(sum?.costUsd).toBeCloseTo(spent, 6);
  });

  it('is cheap for filters, and names what is exported without asking anybody', async () => {
    expect(sumImpact(await impactOf('filter', { minimum: 500 }))).toEqual({
      samples: 4,
      of: 4,
      captioners: 0,
      costUsd: 0,
      newcomers: 0,
      newcomersUsd: 0,
    });
    const questions = await impactOf('prompt', { questions: ['What is it?'] });
    expect(questions?.nodes.map(({ node, asks }) => [node, asks])).toEqual([
      ['prompt', false],
      ['dataset', false],
    ]);
  });

  it('of another model at the same price is what the tokens cost there, and unknown without a price', async () => {
    const same = sumImpact(await impactOf('prompt', { text: 'Other.' }))?.costUsd ?? 0;
    expect(sumImpact(await impactOf('captioner', { model: 'other' }))?.costUsd).toBeCloseTo(same, 6);
    const unpriced = sumImpact(await impactOf('captioner', { endpoint: 'nobody' }));
    expect(unpriced).toMatchObject({ samples: 4 });
    expect(unpriced).not.toHaveProperty('costUsd');
  });

  it('is nothing for going back to what a run has left', async () => {
    await history.setParams('prompt', { text: 'Name the colour.' });
    await history.run();
    expect(await impactOf('prompt')).toBeNull();
    await history.setParams('prompt', { text: 'Describe the image.' });
    expect(sumImpact(await impactOf('prompt'))).toMatchObject({ samples: 0, of: 4, costUsd: 0 });
    const { nodes } = await history.run();
    expect(nodes.find(({ id }) => id === 'captioner')).toMatchObject({ reused: 4, spendUsd: 0 });
  });

  it('counts a part as known of which a trial has left the results', async () => {
    await history.setParams('prompt', { text: 'Tell a story.' });
    await history.run({ limit: 2 });
    expect(sumImpact(await impactOf('prompt'))).toMatchObject({ samples: 2, of: 4 });
  });

  it('[FORM9] lists the settings of past runs with what restoring them changes', async () => {
    const values = await history.client.impact.pastValues({ node: 'prompt' });
    expect(values.map(({ run, runs, changes }) => [run, runs, changes])).toEqual([
      [3, 2, [{ name: 'text', before: 'Tell a story.', after: 'Describe the image.' }]],
      [2, 1, [{ name: 'text', before: 'Tell a story.', after: 'Name the colour.' }]],
    ]);
    expect(await history.client.impact.pastValues({ node: 'images' })).toEqual([]);
  });
});
