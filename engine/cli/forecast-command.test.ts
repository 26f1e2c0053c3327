import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestingEndpoint, type TestingEndpoint } from '../captioners/endpoint/testing-endpoint.ts';
import { openProject } from '../store/open-project.ts';
import { formatComparison, formatForecast } from './format-forecast.ts';
import { makePictures } from './testing-pictures.ts';
import { callMain } from './testing-terminal.ts';

let folder: string;
let endpoint: TestingEndpoint;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ekphrasis-cli-'));
  endpoint = await startTestingEndpoint();
});
afterEach(async () => {
  await endpoint.close();
  rmSync(folder, { recursive: true, force: true });
});

const call = (...argv: string[]) =>
  callMain(folder, argv, { EKPHRASIS_ENDPOINT_TEST: `${endpoint.url}|test-model|1000|2000` });

async function newProject(): Promise<void> {
  await makePictures(folder, 20, false);
  await call('new', 'p.ekp', '--template', 'caption-folder');
  const settings = [
    'images.folder=pictures',
    'captioner.type=captioners.endpoint',
    'captioner.endpoint=test',
  ];
  await call('run', 'p.ekp', '--to', 'images', ...settings.flatMap((setting) => ['--set', setting]));
}

describe('forecast', () => {
  it('[RUN12] [CLI1] tries a part, prints what all will take, and shows it again without trying', async () => {
    await newProject();
    const tried = await call('forecast', 'p.ekp', '--samples', '10');
    expect(tried.code).toBe(0);
    expect(tried.out).toContain('From 10 of 20 samples, which cost $3.40');
    expect(tried.out).toMatch(/^cost +\$3\.40 /m);
    expect(tried.out).toMatch(/^captioner +20 /m);
    expect(endpoint.log).toHaveLength(10);

    const again = await call('forecast', 'p.ekp', '--json');
    expect(again.json).toMatchObject([{ samples: 20, tried: 10, costUsd: { value: expect.closeTo(3.4) } }]);
    expect(endpoint.log).toHaveLength(10);

    const run = await call('run', 'p.ekp');
    expect([run.code, run.err]).toEqual([0, expect.stringMatching(/^cost +\$3\.40 .*\$3\.40 +inside$/m)]);
    expect(endpoint.log).toHaveLength(20);
  });

  it('[RUN1] [CLI2] does not start where something stands against it, or no money is left', async () => {
    await newProject();
    await call('budget', 'p.ekp', '--cap', '0.01');
    expect((await call('forecast', 'p.ekp')).code).toBe(3);
    expect(endpoint.log).toHaveLength(0);
    rmSync(join(folder, 'pictures'), { recursive: true });
    const refused = await call('forecast', 'p.ekp');
    expect([refused.code, refused.out]).toEqual([2, '']);
    expect(refused.err).toContain('There is no folder');
  });

  it('[RUN12] says where too few were tried, and what a run came to beside it', () => {
    const one = { value: 0.5 };
    const forecast = {
      run: 1 as never,
      at: 1,
      flowRevision: 1,
      samples: 1000,
      tried: 2,
      strata: 1,
      captions: { value: 900, low: 800, high: 950 },
      rejectedRate: one,
      failedRate: one,
      costUsd: { value: 12, low: 10, high: 14 },
      spentUsd: 0,
      headroomUsd: 0,
      nodes: [],
      ends: [],
      assumes: ['A title with \u001b[31m colour.'],
    };
    const text = formatForecast(forecast);
    expect(text).toMatch(/^rejected +50\.0 % +too few to say$/m);
    expect(text).toMatch(/^time +not known$/m);
    expect(text).not.toContain('\u001b');
    const comparisons = [{ name: 'costUsd', forecast: forecast.costUsd, actual: 15, inside: false }] as const;
    expect(formatComparison({ forecast, comparisons })).toMatch(
      /^cost +\$12\.00 +\$10\.00 – \$14\.00 +\$15\.00 +outside$/m,
    );
  });
});

it('[RUN7] budget sets the cap, takes it away, and settles what a kill has left', async () => {
  await newProject();
  const store = openProject(join(folder, 'p.ekp'));
  store.reserve(store.beginRun({}).id, 1.5, 'captioner');
  await store.close();

  const left = await call('budget', 'p.ekp', '--cap', '20');
  expect(left.out).toMatch(/^captioner +\$0\.00 +\$1\.50$/m);
  expect(left.out).toContain('$0.00 spent, $1.50 reserved, a cap of $20.00.');
  expect(left.out).toContain('1 request was cut off');
  const settled = await call('budget', 'p.ekp', '--no-cap', '--settle', '0.75', '--json');
  expect(settled.json).toEqual([
    {
      settledUsd: 0.75,
      reservedUsd: 0,
      leftBehind: { count: 0, usd: 0 },
      nodes: [{ node: 'captioner', settledUsd: 0.75, reservedUsd: 0 }],
    },
  ]);
});
