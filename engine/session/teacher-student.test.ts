import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EngineClient } from '../../core/contract/index.ts';
import type { JsonObject } from '../../core/json.ts';
import type { RunProgress } from '../../core/run.ts';
import { createNodeHost } from '../cli/node-host.ts';
import { createEngine, type Engine } from '../create-engine.ts';
import { NAMED_PYTHON } from '../training/trainer-environments.ts';
import { runEnd } from './testing-run-end.ts';

const PYTHON = process.env[NAMED_PYTHON] || undefined;
const MINUTE = 60_000;

let folder: string;
let engine: Engine;
let client: EngineClient;
beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'ekphrasis-teacher-')));
  engine = await createEngine(createNodeHost('web', { EKPHRASIS_DATA: join(folder, 'data') }), {
    [NAMED_PYTHON]: PYTHON,
  });
  client = createRouterClient(engine.router);
  await client.system.setSetting({ name: 'projectsFolder', value: join(folder, 'projects') });
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

/** A template at a size at which little is learnt and everything is done. */
async function useSmall(template: string, sizes: Readonly<Record<string, JsonObject>>): Promise<void> {
  await client.project.create({ path: join(folder, 'small.ekp'), template });
  const edits = Object.entries(sizes).map(([id, params]) => ({ kind: 'set-params' as const, id, params }));
  await client.flow.edit({ edits, label: 'Smaller' });
}

async function runToEnd(): Promise<RunProgress> {
  const { id } = await client.run.start({});
  return runEnd(client, id);
}

/** Few and short captions, which are kept although they are cut off: they would not end by themselves yet. */
const SHORT = { maxTokens: 12, truncated: 'keep', measure: false, hosts: 1, threads: 1 } as const;
const FEW = { pinned: 1, maxNewTokens: 4 } as const;

it.skipIf(PYTHON === undefined)(
  `[STUDY6] a teacher, a student, and a second model that is made with its captions, in one flow (needs ${NAMED_PYTHON})`,
  async () => {
    await useSmall('teacher-student', {
      scenes: { count: 60 },
      unseen: { count: 4 },
      more: { count: 12 },
      old: { count: 16 },
      better: { count: 6 },
      student: { ...FEW, epochs: 1 },
      'pre-train': FEW,
      sft: FEW,
      captions: SHORT,
      tested: SHORT,
      complete: { minimum: 0, cutOff: false },
    });
    const run = await runToEnd();
    expect(run.nodes.flatMap(({ id, error }) => (error ? [`${id}: ${error.message}`] : []))).toEqual([]);
    expect(run.state).toBe('done');
    const settled = Object.fromEntries(run.nodes.map(({ id, kept, rejected }) => [id, [kept, rejected]]));
    expect(settled).toMatchObject({ scenes: [60, 0], captions: [12, 0], tested: [4, 0] });
    // 5 % of the teacher's captions are none, and the filters find them.
    const dropped = ['refusals', 'loops', 'lengths'].reduce((sum, id) => sum + (settled[id]?.[1] ?? 0), 0);
    expect(dropped).toBeGreaterThan(0);
    const jobs = await client.training.jobs.list();
    expect(Object.fromEntries(jobs.map(({ node, recipe, state }) => [node, [recipe, state]]))).toEqual({
      student: ['share-captioner', 'done'],
      'pre-train': ['pre-train', 'done'],
      sft: ['sft', 'done'],
    });
    const mix = engine.session.requireProject().store.artifacts.latest('mix');
    expect(mix?.card).toMatchObject({ swapped: 6 });
    const { card } = engine.session.requireProject().store.artifacts.latest('score') ?? {};
    expect(card).toMatchObject({ captions: 4, scores: { count: { of: 4 } } });
  },
  10 * MINUTE,
);
