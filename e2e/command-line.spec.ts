import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { testingCaption } from '../engine/captioners/endpoint/testing-endpoint.ts';
import { createEndpointProject } from './endpoint-project.ts';
import { expectCounts, expectRun, pickFolder } from './flow-page.ts';
import { expect, test } from './journey.ts';
import { writePictures } from './pictures.ts';
import { type Ended, ekphrasis, outcomeOf } from './served-app.ts';
import { Turnstile } from './turnstile.ts';

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

test('[CLI3] [RUN4] a project made in the app runs on the command line, and its numbers are the same', async ({
  app,
  endpoint,
  page,
}) => {
  await writePictures(app.path('pictures'), 3);
  await page.goto(await app.start());
  await page.getByRole('button', { name: 'From images' }).click();
  await pickFolder(page, 'pictures');
  const dialog = page.getByRole('dialog', { name: 'Bring in images' });
  await dialog.getByRole('radio', { name: 'test', exact: true }).check();
  await dialog.getByRole('button', { name: 'Create project' }).click();
  await page.getByRole('button', { name: 'Project pictures' }).click();
  const path = await page.getByText(/\/pictures\.ekp$/).innerText();

  // While the app has it open it can be read, not run.
  expect(await ekphrasis(app, 'run', path)).toMatchObject({ code: 2, out: '' });
  expect(await ekphrasis(app, 'status', path)).toMatchObject({ code: 0 });
  await page.goto('about:blank');
  await app.stop();

  const status = (id: number, counts: object, captions: number) => ({
    run: { id, state: 'done', startedAt: TIME, endedAt: TIME },
    nodes: [
      ['images', 'sources.folder'],
      ['prompt', 'prompts.compose'],
      ['captioner-2', 'captioners.endpoint'],
      ['filter', 'filters.length'],
      ['dataset', 'datasets.dataset'],
    ].map(([node, type]) => ({
      id: node,
      type,
      in: 3,
      kept: 3,
      rejected: 0,
      failed: 0,
      pending: 0,
      reused: 0,
      ...counts,
    })),
    images: 3,
    captions,
    spendUsd: 0,
  });
  expect(lastOf(await run(app, path))).toEqual(status(1, {}, 3));
  expect(lastOf(await run(app, path))).toEqual(status(2, { reused: 3 }, 3));
  expect(endpoint.log).toHaveLength(3);

  // Another minimum, which the shorter captions do not reach: what stands behind the captioner works again.
  const lengths = endpoint.log.map(({ image, prompt }) => testingCaption(image, prompt).length);
  const longest = Math.max(...lengths);
  const long = lengths.filter((length) => length === longest).length;
  expect(long).toBeLessThan(3);
  const changed = lastOf(await run(app, path, '--set', `filter.minimum=${longest}`));
  expect(changed.nodes.map(({ id, kept, reused }) => [id, kept, reused])).toEqual([
    ['images', 3, 3],
    ['prompt', 3, 3],
    ['captioner-2', 3, 3],
    ['filter', long, 0],
    ['dataset', long, 0],
  ]);
  expect(endpoint.log).toHaveLength(3);
  const said = await ekphrasis(app, 'status', path, '--json');
  expect(lastOf(said)).toEqual(changed);

  // [CLI4] The app shows the same numbers, and what was set.
  await page.goto(await app.start(path));
  await expectRun(page, 'done');
  await expectCounts(page, 'filter', { In: 3, Kept: long, Rejected: 3 - long });
  await expect(page.getByRole('button', { name: 'Undo set filter.minimum' })).toBeVisible();
});

test.describe('[CLI2] exit codes', () => {
  test('0 done, 1 with failed samples, 3 before the cap', async ({ app, endpoint }) => {
    app.environment.EKPHRASIS_ENDPOINT_TEST = `${endpoint.url}|test-model|1|10`;
    const project = await createEndpointProject(app, await writePictures(app.path('pictures'), 3));
    const poor = await ekphrasis(app, 'run', project, '--budget', '0.000001', '--json');
    expect(poor.code).toBe(3);
    expect(lastOf(poor)).toMatchObject({ spendUsd: 0, captions: 0 });
    expect(poor.err).toMatch(/cap/);
    expect(endpoint.log).toHaveLength(0);

    let asked = 0;
    endpoint.setBehaviour(() => {
      asked += 1;
      return asked === 1 ? { kind: 'status', status: 400 } : { kind: 'ok' };
    });
    const partly = await ekphrasis(app, 'run', project, '--json');
    expect(partly.code).toBe(1);
    const captioner = lastOf(partly).nodes.find(({ id }) => id === 'captioner');
    expect(captioner).toMatchObject({ in: 3, kept: 2, failed: 1, pending: 0 });

    expect(await ekphrasis(app, 'run', project, '--retry-failed')).toMatchObject({ code: 0 });
    expect(endpoint.log).toHaveLength(4);
    // 300 and 20 tokens a reply, at 1 and 10 dollars a million.
    expect(lastOf(await ekphrasis(app, 'status', project, '--json')).spendUsd).toBeCloseTo(3 * 0.0005, 9);
  });

  test('2 where nothing could start, with all problems at once', async ({ app }) => {
    for (const wrong of [['run'], ['run', 'nowhere.ekp'], ['run', 'nowhere.ekp', '--limit', 'many'], ['fly']])
      expect(await ekphrasis(app, ...wrong)).toMatchObject({ code: 2, out: '' });

    const project = await createEndpointProject(app, '', { endpoint: 'nobody' });
    const checked = await ekphrasis(app, 'check', project, '--json');
    expect(checked.code).toBe(2);
    const { ok, problems } = JSON.parse(checked.out);
    expect(ok).toBe(false);
    expect(problems.map(({ node, code }: { node: string; code: string }) => [node, code])).toEqual(
      expect.arrayContaining([
        ['images', 'PARAMETER_INVALID'],
        ['captioner', 'CAPTIONER_MISSING'],
      ]),
    );
    const ran = await ekphrasis(app, 'run', project);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain('No folder is chosen.');
    expect(ran.err).toContain('nobody');
    mkdirSync(app.path('empty'));
    expect(await ekphrasis(app, 'new', 'second.ekp', '--template', 'caption-folder')).toMatchObject({
      code: 0,
    });
    const empty = await ekphrasis(app, 'run', 'second.ekp', '--set', 'images.folder=empty');
    expect(empty).toMatchObject({ code: 2 });
    expect(empty.err).toContain('Choose another folder.');
  });

  test('[CLI5] 130 interrupted, and the next run goes on', async ({ app, endpoint }) => {
    const project = await createEndpointProject(app, await writePictures(app.path('pictures'), 8));
    const turnstile = new Turnstile();
    endpoint.setBehaviour(() => turnstile.pass());
    turnstile.let(3);
    const child = app.spawn('run', project, '--json');
    const ended = outcomeOf(child);
    await expectCaptions(app, project, 3);
    child.kill('SIGINT');
    const interrupted = await ended;
    expect(interrupted.code).toBe(130);
    expect(lastOf(interrupted)).toMatchObject({ run: { state: 'stopped' }, captions: 3 });
    turnstile.open();
    const next = lastOf(await run(app, project));
    expect(next.nodes.find(({ id }) => id === 'captioner')).toMatchObject({ kept: 8, reused: 3 });
  });
});

test('[RUN5] kill -9 in the middle: no caption is lost, and none is made twice', async ({
  app,
  endpoint,
}) => {
  const project = await createEndpointProject(app, await writePictures(app.path('pictures'), 10));
  const turnstile = new Turnstile();
  const answered: string[] = [];
  endpoint.setBehaviour(async ({ image }) => {
    const reply = await turnstile.pass();
    answered.push(image);
    return reply;
  });
  turnstile.let(4);
  const child = app.spawn('run', project);
  const ended = outcomeOf(child);
  await expectCaptions(app, project, 4);
  child.kill('SIGKILL');
  expect(await ended).toMatchObject({ code: null });
  const kept = [...answered];
  expect(kept).toHaveLength(4);
  expect(lastOf(await ekphrasis(app, 'status', project, '--json'))).toMatchObject({
    run: { state: 'interrupted' },
    captions: 4,
  });

  const asked = endpoint.log.length;
  turnstile.open();
  const after = lastOf(await run(app, project));
  expect(after).toMatchObject({ images: 10, captions: 10 });
  expect(after.nodes.find(({ id }) => id === 'captioner')).toMatchObject({ in: 10, kept: 10, reused: 4 });
  const askedAfter = endpoint.log.slice(asked).map(({ image }) => image);
  expect(askedAfter).toHaveLength(6);
  expect(askedAfter.filter((image) => kept.includes(image))).toEqual([]);
});

test('datasets go out in every form, and come back in', async ({ app, endpoint }) => {
  const folder = await writePictures(app.path('pictures'), ['a.png', 'below/b.png']);
  const project = await createEndpointProject(app, folder);
  await run(app, project);
  const captions = endpoint.log.map(({ image, prompt }) => testingCaption(image, prompt)).sort();
  const write = async (format: string, out: string) => {
    const written = await ekphrasis(app, 'export', project, '--format', format, '--out', app.path(out));
    expect(written, written.err).toMatchObject({ code: 0 });
  };
  await write('sharegpt4v', 'out.json');
  await write('jsonl', 'out.jsonl');
  await write('csv', 'out.csv');
  mkdirSync(app.path('texts'));
  await write('sidecars', 'texts');

  const records: { image: string; conversations: { from: string; value: string }[] }[] = JSON.parse(
    readFileSync(app.path('out.json'), 'utf8'),
  );
  expect(records.map(({ image }) => image)).toEqual(['a.png', 'below/b.png']);
  expect(records.map(({ conversations }) => conversations.map(({ from }) => from))).toEqual(
    Array(2).fill(['human', 'gpt']),
  );
  const told = records.map(({ conversations }) => conversations[1]?.value ?? '');
  expect(told.toSorted()).toEqual(captions);
  const lines = readFileSync(app.path('out.jsonl'), 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).text)).toEqual(told);
  const table = readFileSync(app.path('out.csv'), 'utf8').trimEnd().split('\r\n');
  expect(table).toHaveLength(3);
  for (const [index, caption] of told.entries()) expect(table[index + 1]).toContain(caption);
  expect(readdirSync(app.path('texts'), { recursive: true }).sort()).toEqual([
    'a.txt',
    'below',
    'below/b.txt',
  ]);
  expect(readFileSync(app.path('texts', 'below', 'b.txt'), 'utf8').trim()).toBe(told[1]);
  expect((await ekphrasis(app, 'export', project, '--format', 'xls', '--out', 'x')).code).toBe(2);

  for (const file of ['out.json', 'out.jsonl']) {
    const copy = `${file}.ekp`;
    await ekphrasis(app, 'new', copy);
    const imported = await ekphrasis(app, 'import', copy, file, '--images', folder, '--json');
    expect(imported, imported.err).toMatchObject({ code: 0 });
    expect(JSON.parse(imported.out)).toMatchObject({ records: 2 });
    expect(lastOf(await run(app, copy))).toMatchObject({ images: 2, captions: 2 });
    const again = `again-${file}`;
    await ekphrasis(
      app,
      'export',
      copy,
      '--format',
      file === 'out.json' ? 'sharegpt4v' : 'jsonl',
      '--out',
      again,
    );
    const texts = readFileSync(app.path(again), 'utf8');
    for (const caption of told) expect(texts).toContain(caption);
  }
  expect(endpoint.log).toHaveLength(2);
  writeFileSync(app.path('cut.json'), '[{"id": "1", "image": "a.png", "conv');
  await ekphrasis(app, 'new', 'cut.ekp');
  expect(await ekphrasis(app, 'import', 'cut.ekp', 'cut.json')).toMatchObject({ code: 2, out: '' });
});

interface Status {
  readonly run: { readonly state: string };
  readonly nodes: readonly { readonly id: string; readonly kept: number; readonly reused: number }[];
  readonly spendUsd: number;
  readonly captions: number;
}

type App = Parameters<typeof ekphrasis>[0];

/** Runs a project to its end; fails with what it said where it did not end well. */
async function run(app: App, project: string, ...more: string[]): Promise<Ended> {
  const ended = await ekphrasis(app, 'run', project, '--json', ...more);
  expect(ended, ended.err).toMatchObject({ code: 0 });
  return ended;
}

/** The last line of what was printed with `--json`. */
function lastOf({ out, err }: Ended): Status {
  const line = out.trimEnd().split('\n').at(-1);
  expect(line, err).toBeTruthy();
  return JSON.parse(line ?? '');
}

/** Waits until the project holds so many captions, asking as a second process does. */
async function expectCaptions(app: App, project: string, count: number): Promise<void> {
  const captions = async () => lastOf(await ekphrasis(app, 'status', project, '--json')).captions;
  await expect.poll(captions, { timeout: 60_000 }).toBe(count);
}
