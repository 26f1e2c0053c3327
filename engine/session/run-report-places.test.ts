import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runReportJsonSchema, runReportSchema } from '../../core/run-report.ts';
import { placeRemover, publishable } from './run-report-places.ts';
import { testingReport } from './testing-report.ts';

const machine = { home: '/home/ada', host: 'adas-laptop' };
const clean = placeRemover(
  {
    project: '/data/work',
    roots: [
      { name: 'cats', path: '/data/pictures/cats' },
      { name: 'photos', path: 'C:\\Users\\ada\\Photos' },
    ],
  },
  machine,
);

describe('places in reports', () => {
  it.each([
    ['/data/pictures/cats/a/1.png is damaged.', '<cats>/a/1.png is damaged.'],
    ['/data/pictures/cats2/a.png', '<path>/a.png'],
    ['Wrote “/data/work/out/x.jsonl”', 'Wrote “<project>/out/x.jsonl”'],
    ['/home/ada/models', '<home>/models'],
    ['C:\\Users\\ada\\Photos\\1.jpg', '<photos>\\1.jpg'],
    ['D:\\secret\\folder\\x.png', '<path>\\x.png'],
    ['\\\\server\\share\\x.png', '<path>\\x.png'],
    ['Cannot reach http://ada:key@10.0.0.7:8000/v1 now', 'Cannot reach http://<address>/v1 now'],
    ['adas-laptop says no', '<host> says no'],
    ['Describe it and/or count 3/4 of it', 'Describe it and/or count 3/4 of it'],
    ['cats/a/1.png', 'cats/a/1.png'],
  ])('[HIST3] %s', (text, expected) => {
    expect(clean(text)).toBe(expected);
  });

  it('[HIST3] every text of a report is looked through, and what is left keeps to the schema', () => {
    const report = testingReport();
    const told = publishable(
      {
        ...report,
        run: { ...report.run, notes: 'See /home/ada/notes/plan.txt' },
        log: [{ at: report.run.startedAt, level: 'error', node: null, text: 'No file /srv/x/y.png' }],
      },
      { project: '/data/work', roots: [] },
    );
    expect(JSON.stringify(told)).not.toMatch(/\/srv|notes\/plan\.txt/);
    expect(runReportSchema.parse(told).totals).toEqual(report.totals);
  });
});

describe('the schema of reports', () => {
  it('[HIST2] is published as JSON Schema, and the published one is the one that holds', () => {
    const published = readFileSync(
      new URL('../../docs/specs/run-report.schema.json', import.meta.url),
      'utf8',
    );
    expect(JSON.parse(published)).toEqual(runReportJsonSchema());
  });

  it('[HIST2] knows its own reports and refuses others', () => {
    expect(runReportSchema.parse(testingReport())).toEqual(testingReport());
    expect(runReportSchema.safeParse({ ...testingReport(), version: 2 }).success).toBe(false);
    expect(runReportSchema.safeParse({ ...testingReport(), more: 1 }).success).toBe(false);
  });
});
