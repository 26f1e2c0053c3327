import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runReportSchema } from '../../core/run-report.ts';
import { makePictures } from './testing-pictures.ts';
import { callMain } from './testing-terminal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ekphrasis-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const call = (...argv: string[]) => callMain(folder, argv);

describe('runs, report, compare', () => {
  beforeEach(async () => {
    await makePictures(folder, 4);
    const node = (id: string, type: string, params = {}) => ({
      id,
      type,
      version: 1,
      position: { x: 0, y: 0 },
      params,
    });
    const wire = (from: string, port: string, to: string, input: string) => ({
      from: { node: from, port },
      to: { node: to, port: input },
    });
    writeFileSync(
      join(folder, 'flow.json'),
      JSON.stringify({
        format: 1,
        nodes: [
          node('images', 'sources.folder', { folder: join(folder, 'pictures') }),
          node('existing', 'captioners.existing'),
          node('filter', 'filters.length', { minimum: 1 }),
          node('dataset', 'datasets.dataset'),
        ],
        wires: [
          wire('images', 'images', 'existing', 'image'),
          wire('existing', 'caption', 'filter', 'caption'),
          wire('filter', 'kept', 'dataset', 'captions'),
        ],
      }),
    );
    await call('new', 'p.ekp', '--template', 'flow.json');
    await call('run', 'p.ekp');
    await call('run', 'p.ekp', '--set', 'filter.minimum=500');
  });

  it('[CLI11] lists runs, the newest first', async () => {
    const { code, json } = await call('runs', 'p.ekp', '--json');
    expect(code).toBe(0);
    expect(json).toMatchObject([
      { id: 2, state: 'done', rejected: 4, failed: 0, endedAt: expect.stringMatching(/^\d{4}-.*Z$/) },
      { id: 1, state: 'done', captions: 4, rejected: 0 },
    ]);
    expect((await call('runs', 'p.ekp')).out).toMatch(/run +state +started/);
  });

  it('[CLI12] writes a report of a run to stdout or into a file, by its schema and without places', async () => {
    const json = await call('report', 'p.ekp', '1', '--format', 'json');
    expect(runReportSchema.parse(JSON.parse(json.out)).run.id).toBe(1);
    expect(json.out).not.toContain(folder);
    const last = await call('report', 'p.ekp');
    expect(last.out).toMatch(/^# Run 2\n/);
    for (let times = 0; times < 2; times += 1)
      expect(await call('report', 'p.ekp', '1', '--output', 'out/run.json')).toMatchObject({ code: 0 });
    expect(runReportSchema.parse(JSON.parse(readFileSync(join(folder, 'out/run.json'), 'utf8'))).run.id).toBe(
      1,
    );
    expect(existsSync(join(folder, 'out/run.json.bak'))).toBe(true);
    expect((await call('report', 'p.ekp', '9')).code).toBe(2);
  });

  it('[CLI13] compares two runs, for people and for programs', async () => {
    const { code, json } = await call('compare', 'p.ekp', '1', '2', '--json');
    expect(code).toBe(0);
    expect(json[0]).toMatchObject({
      flow: { changed: [{ id: 'filter', params: [{ name: 'minimum', before: 1, after: 500 }] }] },
      samples: { moves: [{ before: 'kept', after: 'rejected', count: 4 }], same: 0, limits: [] },
    });
    const { out } = await call('compare', 'p.ekp', '1', '2');
    expect(out).toContain('filter.minimum: 1 → 500');
    expect(out).toContain('kept → rejected: 4');
    expect(out).toMatch(/filter +4 → 0 +−100\.0 pp/);
  });

  it('[CLI14] repeats a run: says what it does first, sets the flow back, and makes the same dataset', async () => {
    const { code, err, json } = await call('run', 'p.ekp', '--reproduce', '1', '--json');
    expect(code).toBe(0);
    expect(err).toContain('The flow is set back to that of run 1');
    expect(json[0]).toMatchObject({ event: 'reproduction', run: 1, changesFlow: true, notices: [] });
    const same = await call('compare', 'p.ekp', '1', '3', '--json');
    expect(same.json[0]).toMatchObject({ flow: { changed: [] }, samples: { moves: [], same: 4 } });
    expect((await call('run', 'p.ekp', '--reproduce', '1', '--limit', '2')).code).toBe(2);
    expect((await call('run', 'p.ekp', '--reproduce', '9')).code).toBe(2);
  });
});
