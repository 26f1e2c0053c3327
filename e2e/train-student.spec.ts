import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drag } from './canvas-hand.ts';
import {
  card,
  choose,
  expectCounts,
  expectReused,
  expectRun,
  goTo,
  port,
  runToEnd,
  startRun,
} from './flow-page.ts';
import { expect, test } from './journey.ts';
import { writePictures } from './pictures.ts';
import { ekphrasis, type ServedApp } from './served-app.ts';

/** An interpreter with the trainer's packages; the app takes it in place of an environment of its own. */
const PYTHON = process.env.EKPHRASIS_TRAINER_PYTHON || undefined;
const TRAINER = fileURLToPath(new URL('../trainer/', import.meta.url));
const PICTURES = 12;
/** Enough for the tiny student to end its sentences. */
const STEPS = 150;
const MAKE_STUDENT =
  'import pathlib, sys; from tiny import save_tiny; save_tiny("llava", pathlib.Path(sys.argv[1]))';

test.skip(PYTHON === undefined, 'no trainer environment: EKPHRASIS_TRAINER_PYTHON names none');

/** Pictures, a teacher, a dataset, and a student that is trained on it for `STEPS`. */
async function createStudentProject(app: ServedApp, images: string, student: string): Promise<string> {
  const training = {
    base: student,
    device: 'cpu',
    template: 'conversation',
    maxSteps: STEPS,
    epochs: STEPS,
    learningRate: 0.01,
    visionFrom: 0,
    globalBatchSize: 4,
    deviceBatchSize: 4,
    maxLength: 256,
    everySteps: STEPS / 3,
    pinned: 2,
    maxNewTokens: 16,
  };
  const nodes = [
    ['images', 'sources.folder', { folder: images }],
    ['prompt', 'prompts.text', { text: 'Describe the image.' }],
    ['teacher', 'captioners.endpoint', { endpoint: 'test' }],
    ['dataset', 'datasets.dataset', {}],
    ['student', 'training.share-captioner', training],
  ] as const;
  const wires = [
    ['images', 'images', 'prompt', 'image'],
    ['prompt', 'prompted', 'teacher', 'image'],
    ['teacher', 'caption', 'dataset', 'captions'],
    ['dataset', 'dataset', 'student', 'dataset'],
  ] as const;
  const flow = {
    format: 1,
    nodes: nodes.map(([id, type, params], place) => ({
      id,
      type,
      version: 1,
      position: { x: (place % 3) * 280, y: Math.floor(place / 3) * 260 },
      params,
    })),
    wires: wires.map(([node, port, to, into]) => ({ from: { node, port }, to: { node: to, port: into } })),
    notes: [],
    frames: [],
    usedIds: {},
  };
  writeFileSync(app.path('flow.json'), JSON.stringify(flow));
  const project = app.path('student.ekp');
  expect(await ekphrasis(app, 'new', project, '--template', app.path('flow.json'))).toMatchObject({
    code: 0,
  });
  return project;
}

test('[SCREEN6] [SCREEN7] [MODEL7] a student is trained from the canvas, its curve is watched, and it captions in a captioner node', async ({
  app,
  endpoint,
  page,
}) => {
  test.slow();
  expect(endpoint.url).toBeTruthy();
  const python = PYTHON ?? '';
  const student = app.path('base');
  execFileSync(python, ['-c', MAKE_STUDENT, student], {
    env: { ...process.env, PYTHONPATH: `${TRAINER}src:${TRAINER}tests`, OMP_NUM_THREADS: '1' },
  });
  app.environment.EKPHRASIS_TRAINER_PYTHON = python;
  app.environment.OMP_NUM_THREADS = '1';
  const project = await createStudentProject(
    app,
    await writePictures(app.path('pictures'), PICTURES),
    student,
  );
  await page.goto(await app.start(project));

  // Its preflight is a press away, and told by nothing but the kind of node that it is.
  const inspector = await choose(page, 'student');
  await expect(inspector.getByRole('button', { name: /^Preflight/ })).toBeVisible();
  await choose(page, 'dataset');
  await expect(inspector.getByRole('button', { name: /^Preflight/ })).toBeHidden();

  await startRun(page);
  await goTo(page, 'Training');
  const chart = page.getByTestId('loss-chart');
  await expect(chart).toBeVisible({ timeout: 240_000 });
  await expect(page.getByTestId('job-state')).toHaveAttribute('data-state', 'done', { timeout: 240_000 });
  await expect(chart).toHaveAttribute('data-points', String(STEPS));
  await expect(page.getByTestId('checkpoint').first()).toBeVisible();
  await expect(page.getByTestId('checkpoint-says').first()).toBeVisible();
  await expect(page.getByTestId('teacher-says')).toContainText('The picture shows');
  await expectRun(page, 'done');

  // What its training takes is looked at beforehand; the job stands against it, also after a reload.
  await goTo(page, 'Flow');
  await choose(page, 'student');
  await inspector.getByRole('button', { name: /^Preflight/ }).click();
  const preflight = page.getByTestId('preflight');
  await expect(preflight).toHaveAttribute('data-state', 'done', { timeout: 120_000 });
  await expect(preflight).toContainText('Memory of one device');
  await expect(preflight.getByTestId('rendered-sample').first()).toContainText('The picture shows');
  await page.keyboard.press('Escape');
  await page.reload();
  await goTo(page, 'Training');
  const foretold = page.getByRole('region', { name: 'Preflight' }).getByRole('row', { name: /^Steps/ });
  await expect(foretold).toContainText(new RegExp(`${STEPS}.*${STEPS}`));

  // The model goes on into a captioner.
  await page.getByRole('button', { name: 'Use as captioner' }).click();
  await expect(card(page, 'local')).toBeVisible();
  await expect(page.locator('.react-flow__edge')).toHaveCount(5);

  // It gets the same pictures, and describes each of them beside its teacher; nothing is trained or asked for again.
  await page.getByRole('button', { name: 'Show the whole flow' }).click();
  await drag(page, port(page, 'prompt', 'prompted'), port(page, 'local', 'image'));
  await expect(page.locator('.react-flow__edge')).toHaveCount(6);
  const asked = endpoint.log.length;
  await runToEnd(page);
  await expectCounts(page, 'local', { In: PICTURES, Kept: PICTURES });
  await expectReused(page, 'student');
  expect(endpoint.log).toHaveLength(asked);
  await goTo(page, 'Light table');
  await expect(page.getByRole('gridcell', { name: /, 2 captions$/ })).toHaveCount(PICTURES);
});
