import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openProject } from '../store/open-project.ts';
import type { Status } from './status.ts';
import { makePictures } from './testing-pictures.ts';
import { callMain } from './testing-terminal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ekphrasis-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const node = (id: string, type: string, params: Record<string, unknown> = {}) => ({ id, type, params });
const wire = (from: string, to: string) => {
  const [a = '', b = ''] = [from, to];
  return {
    from: { node: a.split('.')[0], port: a.split('.')[1] },
    to: { node: b.split('.')[0], port: b.split('.')[1] },
  };
};

/** images → existing captions → length filter → dataset: everything but a model. */
function writeFlow(): string {
  const flow = {
    nodes: [
      node('images', 'sources.folder'),
      node('existing', 'captioners.existing'),
      node('filter', 'filters.length', { minimum: 5 }),
      node('dataset', 'datasets.dataset'),
    ],
    wires: [
      wire('images.images', 'existing.image'),
      wire('existing.caption', 'filter.caption'),
      wire('filter.kept', 'dataset.captions'),
    ],
  };
  writeFileSync(join(folder, 'flow.json'), JSON.stringify(flow));
  return 'flow.json';
}

const call = (...argv: string[]) => callMain(folder, argv);
const counts = (status: unknown) =>
  Object.fromEntries(
    (status as Status).nodes.map(({ id, in: entered, kept, rejected, failed, reused }) => [
      id,
      [entered, kept, rejected, failed, reused],
    ]),
  );

describe('a project from the command line', () => {
  it('[CLI3][CLI4] runs, keeps what was set, and does nothing twice', async () => {
    await makePictures(folder, 3);
    expect(await call('new', 'p', '--template', writeFlow())).toMatchObject({
      code: 0,
      out: `${join(folder, 'p.ekp')}\n`,
    });
    const first = await call('run', 'p.ekp', '--set', 'images.folder=pictures', '--json');
    expect(first.code).toBe(0);
    expect(first.json.slice(0, -1).every((line) => line.event === 'progress')).toBe(true);
    const last = first.json.at(-1);
    expect(counts(last)).toEqual({
      images: [3, 3, 0, 0, 0],
      existing: [3, 3, 0, 0, 0],
      filter: [3, 3, 0, 0, 0],
      dataset: [3, 3, 0, 0, 0],
    });
    expect(Object.keys(last ?? {})).toEqual(['run', 'nodes', 'images', 'captions', 'spendUsd']);
    expect(last).toMatchObject({ run: { id: 1, state: 'done' }, images: 3, captions: 3, spendUsd: 0 });

    const second = await call('run', 'p.ekp', '--json');
    expect(counts(second.json.at(-1)).filter).toEqual([3, 3, 0, 0, 3]);

    const changed = await call('run', 'p.ekp', '--set', 'filter.minimum=500', '--json');
    expect(counts(changed.json.at(-1))).toMatchObject({ existing: [3, 3, 0, 0, 3], filter: [3, 0, 3, 0, 0] });

    const status = await call('status', 'p.ekp', '--json');
    expect(status.json).toEqual([changed.json.at(-1)]);
    expect((await call('status', 'p.ekp')).out).toMatch(/^filter +3 +0 +3 +0 +0$/m);
  });

  it('[RUN16] the same text beside two pictures is two captions, so that an edit of one leaves the other', async () => {
    const pictures = await makePictures(folder, 2, false);
    for (const name of ['a', 'b']) writeFileSync(join(pictures, `${name}.txt`), 'The same words on both.');
    await call('new', 'p.ekp', '--template', writeFlow());
    const { json } = await call('run', 'p.ekp', '--set', 'images.folder=pictures', '--json');
    expect(json.at(-1)).toMatchObject({ images: 2, captions: 2 });
  });

  it('[RUN12] takes a part with --limit and makes no dataset of it', async () => {
    await makePictures(folder, 6);
    await call('new', 'p.ekp', '--template', writeFlow());
    const { json } = await call('run', 'p.ekp', '--set', 'images.folder=pictures', '--limit', '2', '--json');
    expect(counts(json.at(-1))).toMatchObject({ images: [2, 2, 0, 0, 0], dataset: [0, 0, 0, 0, 0] });
  });

  it('[CLI2] ends with 1 when samples failed, and counts them', async () => {
    const pictures = await makePictures(folder, 2);
    writeFileSync(join(pictures, 'broken.jpg'), 'not a picture');
    writeFileSync(join(pictures, 'empty.png'), '');
    await call('new', 'p.ekp', '--template', writeFlow());
    const { code, json } = await call('run', 'p.ekp', '--set', 'images.folder=pictures', '--json');
    expect([code, counts(json.at(-1)).images]).toEqual([1, [4, 2, 0, 2, 0]]);
  });

  it.each([
    ['an empty folder', () => mkdirSync(join(folder, 'pictures'))],
    [
      'a folder without images',
      () => {
        mkdirSync(join(folder, 'pictures'));
        writeFileSync(join(folder, 'pictures', 'a.txt'), 'text');
      },
    ],
    ['no folder', () => undefined],
  ])('[CLI2] ends with 2 for %s, and says so in two lines', async (_title, prepare) => {
    prepare();
    await call('new', 'p.ekp', '--template', writeFlow());
    const { code, err } = await call('run', 'p.ekp', '--set', 'images.folder=pictures');
    const lines = err.trim().split('\n');
    expect([code, lines.length]).toEqual([2, 2]);
    expect(err).not.toContain('    at ');
  });
});

describe('datasets', () => {
  it('go out in every format and come in again', async () => {
    await makePictures(folder, 3);
    await call('new', 'p.ekp', '--template', writeFlow());
    expect(await call('export', 'p.ekp', '--format', 'csv', '--out', 'x.csv')).toMatchObject({ code: 2 });
    await call('run', 'p.ekp', '--set', 'images.folder=pictures');
    for (const [format, out] of [
      ['sharegpt4v', 'out.json'],
      ['jsonl', 'out.jsonl'],
      ['csv', 'out.csv'],
      ['sidecars', 'texts'],
    ] as const)
      expect([format, (await call('export', 'p.ekp', '--format', format, '--out', out)).code]).toEqual([
        format,
        0,
      ]);
    const records = JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8'));
    expect(records.map((record: { image: string }) => record.image)).toEqual(['a.png', 'b.png', 'c.png']);
    expect(readFileSync(join(folder, 'texts', 'a.txt'), 'utf8')).toContain('colour number 0');

    await call('new', 'q.ekp');
    const imported = await call('import', 'q.ekp', 'out.json', '--images', 'pictures', '--json');
    expect(imported.json).toEqual([{ node: 'dataset-file', records: 3 }]);
    expect(counts((await call('run', 'q.ekp', '--json')).json.at(-1))).toEqual({
      'dataset-file': [3, 3, 0, 0, 0],
      existing: [3, 3, 0, 0, 0],
      dataset: [3, 3, 0, 0, 0],
    });
    await call('export', 'q.ekp', '--format', 'sharegpt4v', '--out', 'again.json');
    expect(readFileSync(join(folder, 'again.json'))).toEqual(readFileSync(join(folder, 'out.json')));

    await call('import', 'p.ekp', 'out.jsonl', '--images', 'pictures');
    const both = await call('run', 'p.ekp', '--json');
    expect(counts(both.json.at(-1)).dataset).toEqual([6, 6, 0, 0, 0]);
  });

  it.each([
    [['export', 'p.ekp', '--format', 'nonsense', '--out', 'x'], /Use one of: sharegpt4v/],
    [['export', 'p.ekp', '--format', 'csv', '--out', 'x', '--from', 'nobody'], /no dataset/],
    [['import', 'p.ekp', 'missing.json'], /missing\.json/],
    [['import', 'p.ekp', 'notes.txt'], /--format/],
  ])('[CLI6] %j is refused', async (argv, message) => {
    await call('new', 'p.ekp', '--template', writeFlow());
    const { code, err, out } = await call(...argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  });
});

describe('problems', () => {
  it('[RUN1][CLI6] are all listed at once, each on its node', async () => {
    const flow = {
      nodes: [
        node('images', 'sources.folder'),
        node('odd', 'filters.of-the-future'),
        node('filter', 'filters.length', { minimum: -4 }),
      ],
      wires: [wire('images.images', 'filter.caption'), wire('images.nothing', 'odd.in')],
    };
    writeFileSync(join(folder, 'flow.json'), JSON.stringify(flow));
    const { code, json } = await call('check', 'flow.json', '--json');
    expect(code).toBe(2);
    const problems = json[0]?.problems as { node: string; code: string }[];
    expect(problems.map(({ node: id, code: problem }) => `${id} ${problem}`).sort()).toEqual([
      'filter PARAMETER_INVALID',
      'filter PORT_MISMATCH',
      'images PARAMETER_INVALID',
      'images PORT_UNKNOWN',
      'odd NODE_UNKNOWN',
    ]);
    const human = await call('check', 'flow.json');
    expect(human.out).toContain('✗ images.folder: No folder is chosen.\n    Choose a folder.\n');
  });

  it.each([
    ['{"nodes":[{"id":"Bad Id","type":"x.y"}]}', 'FLOW_INVALID'],
    ['{"nodes":[{"id":"a","type":"sources.folder"},{"id":"a","type":"sources.folder"}]}', 'FLOW_INVALID'],
    ['[]', 'FLOW_INVALID'],
  ])('a file that is no flow: %s', async (text, expected) => {
    writeFileSync(join(folder, 'flow.json'), text);
    const { code, json } = await call('check', 'flow.json', '--json');
    expect(code).toBe(2);
    expect(json[0]).toMatchObject({ ok: false, problems: [{ code: expected }] });
  });

  it('a circle of wires', async () => {
    const flow = {
      nodes: [node('one', 'filters.length'), node('two', 'filters.length')],
      wires: [wire('one.kept', 'two.caption'), wire('two.kept', 'one.caption')],
    };
    writeFileSync(join(folder, 'flow.json'), JSON.stringify(flow));
    expect((await call('check', 'flow.json')).out).toContain('go round in a circle: one, two.');
  });

  it.each([
    [['run'], /missing required argument/],
    [['frobnicate'], /unknown command/],
    [['run', 'p.ekp', '--limit', 'many'], /whole number/],
    [['run', 'p.ekp', '--budget', 'much'], /US dollars/],
    [['run', 'p.ekp', '--nonsense'], /unknown option/],
    [['run', 'missing.ekp'], /There is no project/],
    [['status', 'missing.ekp'], /There is no project/],
    [['run', 'p.ekp', '--set', 'images.folder'], /NODE\.PARAM=VALUE/],
    [['run', 'p.ekp', '--set', 'nobody.x=1'], /It has: images, existing, filter, dataset/],
    [['run', 'p.ekp', '--to', 'nobody'], /no node "nobody"/],
    [['new', 'p.ekp'], /already a file/],
    [['new', 'q.ekp', '--template', 'nonsense'], /Use one of: caption-folder/],
    [['new', 'nowhere/q.ekp'], /no folder/],
  ])('[CLI2][CLI6] %j ends with 2 and says why', async (argv, message) => {
    await call('new', 'p.ekp', '--template', writeFlow());
    const { code, err, out } = await call(...argv);
    expect(err).toMatch(message);
    expect([code, out]).toEqual([2, '']);
    expect(err).not.toContain('    at ');
  });

  it.each([
    ['text', 'just some words'],
    ['nothing', ''],
    ['half of a project', undefined],
  ])('[CLI6] a project file with %s is refused and left alone', async (_title, content) => {
    const path = join(folder, 'bad.ekp');
    if (content === undefined) {
      await call('new', 'whole.ekp', '--template', writeFlow());
      const whole = readFileSync(join(folder, 'whole.ekp'));
      writeFileSync(path, whole.subarray(0, whole.length / 2));
    } else writeFileSync(path, content);
    const before = readFileSync(path);
    const { code, err } = await call('run', 'bad.ekp');
    expect([code, err.trim().split('\n').length]).toEqual([2, 2]);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('[CLI7] a project that is open elsewhere is read but not written', async () => {
    await call('new', 'p.ekp', '--template', writeFlow());
    const other = openProject(join(folder, 'p.ekp'));
    try {
      expect(await call('run', 'p.ekp')).toMatchObject({
        code: 2,
        err: 'Another window or process has this project open: here it can only be read.\nClose it there, then open it here again.\n',
      });
      expect((await call('status', 'p.ekp', '--json')).json[0]?.run).toBeNull();
    } finally {
      await other.close();
    }
  });

  it('[CLI6] stacks are shown on request only', async () => {
    const shown = await callMain(folder, ['status', 'missing.ekp'], { EKPHRASIS_DEBUG: '1' });
    expect(shown.err).toContain('    at ');
  });
});

describe('the sample', () => {
  it('shows captions as they come, those of the starter too, then the table', async () => {
    const { code, out, err } = await call('sample', '--headless', '--limit', '4');
    expect(code).toBe(0);
    expect(err).toMatch(/^scene-\d\d\.png: .* (back(ground|drop))\. /m);
    expect(err).toMatch(/^(?!scene)\w+\.(jpg|png): /m);
    expect(out).toMatch(/^node +in +kept +rejected +failed +reused$/m);
    expect(out).toMatch(/^Run 1: done\. 4 images, 4 captions\.$/m);
  });
});

describe('the rest', () => {
  it('[CLI1] prints help to stdout and ends with 0', async () => {
    const { code, out } = await call('--help');
    expect([code, out.includes('Exit codes: 0 done')]).toEqual([0, true]);
    expect((await call('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('lists the node types', async () => {
    const { json } = await call('nodes', '--json');
    expect((json[0] as unknown as { type: string }[]).map(({ type }) => type)).toContain(
      'captioners.endpoint',
    );
    expect((await call('nodes')).out).toContain('filters.length');
  });

  it('uses the starter for the template on the command line, and says what it is for', async () => {
    const { err } = await call('new', 'p.ekp', '--template', 'caption-folder');
    expect(err).toMatch(/starter/);
    await call('new', 'q.ekp');
    expect((await call('check', 'p.ekp')).out).toBe(
      '✗ images.folder: No folder is chosen.\n    Choose a folder.\n',
    );
  });
});
