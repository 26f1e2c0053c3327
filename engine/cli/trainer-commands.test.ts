import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NEEDS_TRAINER, saveTinyModel, TRAINER_PYTHON } from '../training/testing-real-trainer.ts';
import { makePictures } from './testing-pictures.ts';
import { callMain } from './testing-terminal.ts';

const BIN = fileURLToPath(new URL('../../bin/ekphrasis.mjs', import.meta.url));
const MINUTE = 60_000;
const run = promisify(execFile);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ekphrasis-trainer-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('trainer', () => {
  it('[ENV3] status: says what setting it up would fetch, and ends with 2', async () => {
    const { code, out } = await callMain(folder, ['trainer', 'status']);
    expect(code).toBe(2);
    expect(out).toContain('The trainer is not set up.');
    expect(out).toMatch(/about \d+\.\d GB to download, \d+\.\d GB on the disk/);
    expect((await callMain(folder, ['trainer', 'status', '--json'])).json).toMatchObject([
      { state: 'absent' },
    ]);
  });

  it('[ENV3] status, setup: an interpreter that is named and is none is told, and never made or removed', async () => {
    const named = { EKPHRASIS_TRAINER_PYTHON: join(folder, 'no-python') };
    const status = await callMain(folder, ['trainer', 'status'], named);
    expect(status.code).toBe(2);
    expect(status.out).toContain('cannot be started as Python');
    const setUp = await callMain(folder, ['trainer', 'setup'], named);
    expect(setUp.code).toBe(2);
    expect(setUp.err).toContain('The trainer is the one that EKPHRASIS_TRAINER_PYTHON names.');
  });
});

describe.skipIf(TRAINER_PYTHON === undefined)(`run with a trainer (${NEEDS_TRAINER})`, () => {
  /** Pictures with captions beside them, a dataset, and a training of two steps. */
  async function createProject(): Promise<void> {
    const base = await saveTinyModel('llava', join(folder, 'base'));
    const params = {
      base,
      device: 'cpu',
      template: 'conversation',
      maxSteps: 2,
      globalBatchSize: 2,
      maxNewTokens: 4,
      maxLength: 128,
      exportOnnx: false,
    };
    const nodes = [
      ['images', 'sources.folder', { folder: await makePictures(folder, 4) }],
      ['existing', 'captioners.existing', {}],
      ['dataset', 'datasets.dataset', {}],
      ['student', 'training.share-captioner', params],
    ] as const;
    const wires = [
      ['images', 'images', 'existing', 'image'],
      ['existing', 'caption', 'dataset', 'captions'],
      ['dataset', 'dataset', 'student', 'dataset'],
    ] as const;
    const flow = {
      format: 1,
      nodes: nodes.map(([id, type, params]) => ({ id, type, version: 1, position: { x: 0, y: 0 }, params })),
      wires: wires.map(([node, port, to, into]) => ({ from: { node, port }, to: { node: to, port: into } })),
      notes: [],
      frames: [],
      usedIds: {},
    };
    writeFileSync(join(folder, 'flow.json'), JSON.stringify(flow));
    const made = await callMain(folder, ['new', 'p.ekp', '--template', 'flow.json']);
    expect(made).toMatchObject({ code: 0 });
  }

  it(
    '[JOB1] [CLI1] trains from the command line, and the next run trains nothing',
    async () => {
      await createProject();
      const environment = { ...process.env, EKPHRASIS_DATA: join(folder, 'data') };
      const ekphrasis = (...argv: string[]) =>
        run(process.execPath, [BIN, ...argv], { cwd: folder, env: environment });
      expect((await ekphrasis('trainer', 'status')).stdout).toContain('torch');
      const first = await ekphrasis('run', 'p.ekp', '--json');
      const studentOf = (text: string) => JSON.parse(text.trim().split('\n').at(-1) ?? '').nodes.at(-1);
      expect(studentOf(first.stdout)).toMatchObject({ id: 'student', kept: 4, reused: 0 });
      const again = await ekphrasis('run', 'p.ekp', '--json');
      expect(studentOf(again.stdout)).toMatchObject({ id: 'student', kept: 4, reused: 4 });
    },
    5 * MINUTE,
  );
});
