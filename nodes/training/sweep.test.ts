import { describe, expect, it } from 'vitest';
import type { Artifact } from '../../core/artifact.ts';
import type { ArtifactId } from '../../core/ids.ts';
import type { Json } from '../../core/json.ts';
import type { JobContext } from '../../core/node-context.ts';
import type { SweepRequest } from '../../core/training/sweep.ts';
import { sweep } from './sweep.ts';

const artifact = (title: string): Artifact => ({
  id: 1 as ArtifactId,
  kind: 'dataset',
  title,
  node: title,
  digest: title,
  count: 1,
  createdAt: 0,
  card: {},
});
const WIRED = {
  first: [artifact('better')],
  second: [artifact('worse')],
  afterFirst: [artifact('mix')],
  heldOut: [artifact('held out')],
  model: [artifact('base')],
};

const problems = (params: Record<string, Json>) => sweep.check?.(sweep.params.parse(params)) ?? [];

async function requestOf(params: Record<string, Json>, wired: object = WIRED): Promise<SweepRequest> {
  const asked: SweepRequest[] = [];
  const study = { sweep: async (request: SweepRequest) => void asked.push(request) };
  await sweep.run(wired as typeof WIRED, sweep.params.parse(params), { study } as unknown as JobContext);
  return asked[0] as SweepRequest;
}

describe('[SWEEP2] a sweep', () => {
  it('is a run for each combination; each trains on the captions that it names, and its second training goes on from there', async () => {
    const { members, measured, most } = await requestOf({
      after: 'sft',
      grid: ['captions: first, second', 'seed: 1, 2'],
      settings: ['visionFrom: 2', 'after.learningRate: 1e-4', 'globalBatchSize: 8'],
      measured: 50,
    });
    expect(members.map(({ settings }) => settings)).toEqual([
      { captions: 'first', seed: 1 },
      { captions: 'first', seed: 2 },
      { captions: 'second', seed: 1 },
      { captions: 'second', seed: 2 },
    ]);
    expect(
      members.map(({ stages }) =>
        stages.map(({ recipe, train, settings: { seed, optimizer } }) => [
          recipe,
          train[0]?.title,
          seed,
          optimizer.global_batch_size,
        ]),
      ),
    ).toEqual(
      [
        ['better', 1],
        ['better', 2],
        ['worse', 1],
        ['worse', 2],
      ].map(([captions, seed]) => [
        ['pre-train', captions, seed, 8],
        ['sft', 'mix', seed, 128],
      ]),
    );
    expect(members[0]?.stages[0]?.settings.tuned.vision_unfrozen_from).toBe(2);
    expect(members[0]?.stages[1]?.settings.optimizer.learning_rate).toBe(1e-4);
    expect(members[0]?.stages[0]).toMatchObject({
      heldOut: [{ title: 'held out' }],
      model: { title: 'base' },
    });
    expect({ measured, most }).toMatchObject({ measured: [{ title: 'held out' }], most: 50 });
  });

  it('trains nothing where an input that it names has no wire', async () => {
    const asked = async () => requestOf({ grid: ['captions: first, third'] });
    await expect(asked()).rejects.toMatchObject({ code: 'INPUT_MISSING' });
  });
});

describe('[SWEEP3] before a run', () => {
  it.each([
    [{ grid: [] }, 'grid', 'Nothing is tried: grid and list are empty.'],
    [{ grid: ['seed: 1, 1'] }, 'grid', 'Line 1 cannot be used: “seed” has 1 twice.'],
    [{ grid: ['after.seed: 1, 2'] }, 'grid', 'Line 1 cannot be used: there is no setting “after.seed”.'],
    [{ grid: ['captions: fourth'] }, 'grid', expect.stringContaining('“captions” does not take “fourth”')],
    [{ grid: [], list: ['seed=1', 'seed=1'] }, 'list', 'Line 2 cannot be used: it says the same as line 1.'],
    [{ list: ['seed=2'] }, 'list', '“seed” stands in the grid and in the list.'],
    [{ grid: ['seed: 1'], settings: ['sed: 2'] }, 'settings', expect.stringContaining('no setting “sed”')],
    [
      { grid: ['seed: 1'], settings: ['seed: 2'] },
      'settings',
      '“seed” is tried with several values, and is the same for all.',
    ],
    [
      { grid: ['seed: 1,2,3,4,5', 'visionFrom: 0,1,2,3,4'] },
      'most',
      'These are 25 runs, and at most 24 are allowed.',
    ],
  ])('%j is a problem of %s', (params, param, message) => {
    expect(problems(params as Record<string, Json>)).toEqual([
      { param, message, remedy: expect.stringMatching(/\.$/) },
    ]);
  });

  it('settings of the second training have names of their own', () => {
    expect(problems({ after: 'lora', grid: ['after.rank: 8, 64'] })).toEqual([]);
  });
});
