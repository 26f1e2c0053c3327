import { describe, expect, it } from 'vitest';
import type { Artifact, ArtifactDraft } from '../../../core/artifact.ts';
import { flowOf } from '../../../core/testing-flow.ts';
import type { TrainingRequest } from '../../../core/training/training-request.ts';
import { local } from '../../../nodes/captioners/local.ts';
import { dataset } from '../../../nodes/datasets/dataset.ts';
import { shareCaptioner } from '../../../nodes/training/share-captioner.ts';
import type { TrainingDesk } from '../../training/training-desk.ts';
import { checkFlow } from '../check-flow.ts';
import { INBOX_CAPACITY } from '../inbox.ts';
import { TEST_NODES } from '../testing/test-nodes.ts';
import { TestProject } from '../testing/test-project.ts';

/*
 *          ┌─ prompt ─ teacher ─ dataset ─ trainer ┐
 *  images ─┤                                       ▼ model
 *          └──────────────────────────────────── student ─ captions
 */
const names = Array.from({ length: INBOX_CAPACITY * 3 }, (_, index) => `image-${index}`);
const flow = flowOf(
  {
    images: ['sources.names', { names }],
    prompt: ['prompts.plain'],
    teacher: ['captioners.test'],
    dataset: ['datasets.dataset'],
    trainer: ['training.share-captioner', { base: '/models/base', name: 'Student' }],
    student: ['captioners.local'],
    captions: ['datasets.dataset'],
  },
  'images.images>prompt.image',
  'prompt.image>teacher.image',
  'teacher.caption>dataset.captions',
  'dataset.dataset>trainer.dataset',
  'trainer.model>student.model',
  'images.images>student.image',
  'student.caption>captions.captions',
);

interface Desk extends Pick<TrainingDesk, 'train' | 'holds' | 'modelOf' | 'check' | 'folderDigest'> {
  readonly asked: TrainingRequest[];
  isGone: boolean;
}

function deskOf(digest = 'a'.repeat(64)): Desk {
  const asked: TrainingRequest[] = [];
  const artifact: ArtifactDraft = { kind: 'model', title: 'Student', records: [], card: () => ({}), digest };
  return {
    asked,
    isGone: false,
    async train(_key, request) {
      asked.push(request);
      return { artifact, summary: '5 steps' };
    },
    async holds({ kind }) {
      return kind !== 'model' || !this.isGone;
    },
    modelOf: ({ digest, title }: Artifact) => ({ digest, title, folder: `/models/${digest}` }),
    check: async () => [],
    folderDigest: async (path) => path,
  };
}

async function projectOf(desk: Desk): Promise<TestProject> {
  const project = new TestProject(flow, [
    ...TEST_NODES.filter(({ type }) => type !== dataset.type),
    dataset,
    shareCaptioner,
    local,
  ]);
  project.training = desk;
  return project;
}

describe('a trained model', () => {
  it('[JOB11] captions in the flow that made it: images that come before it wait and hold up nothing', async () => {
    const desk = deskOf();
    await using project = await projectOf(desk);
    const run = await project.run();
    expect(run.state).toBe('done');
    expect(project.captions('captions')).toHaveLength(names.length);
    expect(run.nodes.find(({ id }) => id === 'student')).toMatchObject({
      in: names.length,
      kept: names.length,
    });
    expect(desk.asked).toHaveLength(1);
    expect(desk.asked[0]).toMatchObject({
      recipe: 'share-captioner',
      title: 'Student',
      model: { folder: '/models/base' },
      train: [{ count: names.length }],
    });
  });

  it('[JOB8] is taken by the next run, and made again where its files are gone', async () => {
    const desk = deskOf();
    await using project = await projectOf(desk);
    await project.run();
    const asked = project.asked.length;
    await project.run();
    expect(desk.asked).toHaveLength(1);
    desk.isGone = true;
    await project.run();
    expect(desk.asked).toHaveLength(2);
    expect(project.asked, 'the digest is the same: no caption is written again').toHaveLength(asked);
  });

  it('[JOB11] what a failed training would have made is missed where it is needed', async () => {
    const desk = { ...deskOf(), train: () => Promise.reject(new Error('out of luck')) };
    await using project = await projectOf(desk);
    const run = await project.run();
    expect(run.state).toBe('failed');
    expect(run.nodes.find(({ id }) => id === 'trainer')?.error?.message).toBe('out of luck');
    expect(run.nodes.find(({ id }) => id === 'student')).toMatchObject({
      error: { code: 'UPSTREAM_FAILED' },
    });
  });

  it('[JOB11] a part of the samples trains nothing, and leaves out who would need it', async () => {
    const desk = deskOf();
    await using project = await projectOf(desk);
    const run = await project.run({ limit: 3 });
    expect(run).toMatchObject({ state: 'done' });
    expect(run.nodes.map(({ id }) => id)).toEqual(['images', 'prompt', 'teacher']);
    expect(desk.asked).toEqual([]);
  });

  it('[JOB11] a part of the samples is captioned with the model that was made last, and trains nothing', async () => {
    const desk = deskOf();
    await using project = await projectOf(desk);
    await project.run();
    const run = await project.run({ limit: 3 });
    expect(run).toMatchObject({ state: 'done' });
    expect(run.nodes.map(({ id }) => id)).toEqual(['images', 'prompt', 'student', 'teacher']);
    expect(run.nodes.find(({ id }) => id === 'student')).toMatchObject({ in: 3, kept: 3, reused: 3 });
    expect(desk.asked).toHaveLength(1);
  });

  it('[JOB11] a muted trainer trains nothing either; its captioner goes on with what it made', async () => {
    const desk = deskOf();
    await using project = await projectOf(desk);
    await project.run();
    const nodes = flow.nodes.map((node) =>
      node.id === 'trainer' ? { ...node, mode: 'muted' as const } : node,
    );
    project.store.flow.change({ ...flow, nodes }, 'Mute');
    const run = await project.run();
    expect(run).toMatchObject({ state: 'done' });
    expect(run.nodes.map(({ id }) => id)).not.toContain('trainer');
    expect(run.nodes.find(({ id }) => id === 'student')).toMatchObject({ kept: names.length });
    expect(desk.asked).toHaveLength(1);
  });

  it('[JOB11] a model whose files are gone is missed by name, with what makes it again', async () => {
    const desk = deskOf();
    await using project = await projectOf(desk);
    await project.run();
    desk.isGone = true;
    const run = await project.run({ limit: 3 });
    expect(run.nodes.find(({ id }) => id === 'student')?.error).toMatchObject({
      code: 'MODEL_LOAD',
      message: 'The files of “Student” are no longer in the project’s folder.',
      remedy: expect.stringContaining('Run its trainer again'),
    });
    expect(run.state).toBe('failed');
  });

  it('[MODEL6] other weights are another captioner: what the former model wrote is not reused', async () => {
    await using project = await projectOf(deskOf());
    await project.run();
    const asked = project.asked.length;
    project.training = deskOf('b'.repeat(64));
    project.setParams('trainer', { learningRate: 0.5 });
    await project.run();
    expect(project.asked).toHaveLength(asked + names.length);
  });

  it('[JOB12] what stands against the training stands on its node, and a captioner waits for its model without a problem', async () => {
    const problem = {
      code: 'TRAINER_MISSING',
      severity: 'error',
      message: 'The trainer is not set up on this computer.',
      remedy: 'Set it up: about 2.0 GB on disk.',
      fix: 'set-up-trainer',
    } as const;
    await using project = await projectOf({ ...deskOf(), check: async () => [problem] });
    expect(await checkFlow(project.dependencies(), flow)).toEqual([{ ...problem, node: 'trainer' }]);
  });
});
