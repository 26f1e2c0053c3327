import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import DatabaseFile from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestingEndpoint, type TestingEndpoint } from '../captioners/endpoint/testing-endpoint.ts';
import type { Status } from './status.ts';
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

describe('failures', () => {
  const call = (...argv: string[]) =>
    callMain(folder, argv, {
      EKPHRASIS_ENDPOINT_TEST: `${endpoint.url}|test-model|0|0`,
      EKPHRASIS_KEY_TEST: 'plain words for a key',
    });

  it('[CLI10] [RUN6] lists failed samples by cause, puts them aside, takes them up again and tries them again', async () => {
    await makePictures(folder, 4, false);
    const refused: string[] = [];
    endpoint.setBehaviour(({ image, headers }) => {
      if (!refused.includes(image) && refused.length < 2) refused.push(image);
      return refused.includes(image)
        ? {
            kind: 'status',
            status: 400,
            body: {
              error: {
                message: `Bad picture; key ${String(headers.authorization).slice('Bearer '.length)}.`,
              },
            },
          }
        : { kind: 'ok' };
    });
    await call('new', 'p.ekp', '--template', 'caption-folder');
    expect((await call('failures', 'p.ekp')).code).toBe(2);
    const set = ['images.folder=pictures', 'captioner.type=captioners.endpoint', 'captioner.endpoint=test'];
    const first = await call('run', 'p.ekp', ...set.flatMap((one) => ['--set', one]));
    expect(first.err).toContain('refused the request (400)');

    const listed = await call('failures', 'p.ekp');
    expect(listed.code).toBe(0);
    expect(listed.out).toContain('captioner: “test” refused the request (400).');
    expect(listed.out).toContain('2 ENDPOINT_BAD_REQUEST');
    expect(listed.out).toContain('Bad picture; key [removed].');
    const { json } = await call('failures', 'p.ekp', '--node', 'captioner', '--json');
    expect(json).toHaveLength(3);
    expect(json[0]).toMatchObject({
      event: 'failure',
      node: 'captioner',
      code: 'ENDPOINT_BAD_REQUEST',
      attempts: 1,
      skipped: false,
      excerpt: expect.stringContaining('Bad picture'),
    });
    expect(json[2]).toMatchObject({ run: 1, causes: [{ node: 'captioner', count: 2, skipped: 0 }] });
    expect((await call('failures', 'p.ekp', '--code', 'IMAGE_EMPTY')).out).toBe('No failed samples.\n');

    expect((await call('failures', 'p.ekp', '--skip')).out).toMatch(/^2 samples are put aside/);
    const asked = endpoint.log.length;
    const run = await call('run', 'p.ekp', '--json', '--retry-failed');
    expect([run.code, endpoint.log.length]).toEqual([0, asked]);
    expect(run.json.at(-1)).toMatchObject({
      nodes: expect.arrayContaining([
        expect.objectContaining({ id: 'captioner', in: 4, kept: 2, rejected: 2, failed: 0 }),
      ]),
    });

    expect((await call('failures', 'p.ekp', '--unskip', '--code', 'IMAGE_EMPTY', '--json')).json).toEqual([
      { unskipped: 0 },
    ]);
    expect((await call('failures', 'p.ekp', '--unskip', '--json')).json).toEqual([{ unskipped: 2 }]);
    expect((await call('run', 'p.ekp')).code).toBe(1);
    endpoint.setBehaviour({ kind: 'ok' });
    expect((await call('failures', 'p.ekp', '--retry')).code).toBe(0);
    expect(endpoint.log.length).toBe(asked + 2);
    expect((await call('failures', 'p.ekp', '--skip', '--unskip')).code).toBe(2);
  });
});

it('[RUN6] a file that was found damaged is read again when it is retried, and not before', async () => {
  const place = mkdtempSync(join(tmpdir(), 'ekphrasis-cli-'));
  try {
    await makePictures(place, 2);
    const run = (...more: string[]) => callMain(place, ['run', 'p.ekp', '--json', '--to', 'images', ...more]);
    const counts = ({ json }: Awaited<ReturnType<typeof run>>) => (json.at(-1) as unknown as Status).nodes[0];
    await callMain(place, ['new', 'p.ekp', '--template', 'complete-captions']);
    await run('--set', 'images.folder=pictures');
    const database = new DatabaseFile(join(place, 'p.ekp'));
    const problem = JSON.stringify({ code: 'IMAGE_DAMAGED', message: 'It is damaged.', attempts: 1 });
    database.prepare("update locations set image = null, problem = ? where path = 'a.png'").run(problem);
    database.close();
    expect(counts(await run())).toMatchObject({ in: 2, kept: 1, failed: 1 });
    const retried = await callMain(place, ['failures', 'p.ekp', '--retry', '--json']);
    expect(counts(retried)).toMatchObject({ id: 'images', in: 2, kept: 2, failed: 0 });
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
});
