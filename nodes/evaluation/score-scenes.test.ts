import { expect, it } from 'vitest';
import type { Artifact, DatasetRecord } from '../../core/artifact.ts';
import type { ArtifactId } from '../../core/ids.ts';
import type { JsonObject } from '../../core/json.ts';
import type { JobContext, StudyAccess } from '../../core/node-context.ts';
import type { SceneCaption } from '../../core/training/scene-series.ts';
import { scoreScenes } from './score-scenes.ts';

const DATASET: Artifact = {
  id: 1 as ArtifactId,
  kind: 'dataset',
  title: 'Captions',
  node: 'dataset',
  digest: '',
  count: 3,
  createdAt: 0,
  card: {},
};

const record = (reply: string, metadata: JsonObject): DatasetRecord => ({
  id: reply,
  images: [],
  conversations: [
    { from: 'human', value: '<image>' },
    { from: 'gpt', value: reply },
  ],
  metadata,
});

it('[STUDY2] scores captions of drawn scenes, and says how many records are none', async () => {
  const scored: SceneCaption[] = [];
  const lines: string[] = [];
  const scores: StudyAccess['scoreScenes'] = async (captions) => {
    for await (const caption of captions) scored.push(caption);
    return {
      count: { share: 0.5, of: 2 },
      relation: { share: 1, of: 0 },
      everything: { share: 0.25, of: 2 },
    };
  };
  const records = [
    record('One.', { scene: { things: [] }, truth: 'True.' }),
    record('A photograph.', {}),
    record('Two.', { scene: { things: [] }, truth: 'True.' }),
  ];
  const { summary, artifact } = await scoreScenes.run({ dataset: [DATASET] }, scoreScenes.params.parse({}), {
    async *records() {
      yield* records;
    },
    study: { scoreScenes: scores },
    log: (_level: string, text: string) => void lines.push(text),
  } as unknown as JobContext);
  expect(scored.map(({ id, caption }) => [id, caption])).toEqual([
    ['1', 'One.'],
    ['2', 'Two.'],
  ]);
  expect(summary).toBe('2 captions, 25.0 % right in everything');
  expect(lines).toEqual([
    '1 records are not of drawn scenes and were left out.',
    'count: 50.0 % of 2',
    'everything: 25.0 % of 2',
  ]);
  expect(artifact?.kind).toBe('evaluation');
  expect(artifact?.card()).toEqual({
    captions: 2,
    leftOut: 1,
    scores: { count: { share: 0.5, of: 2 }, everything: { share: 0.25, of: 2 } },
  });
});
