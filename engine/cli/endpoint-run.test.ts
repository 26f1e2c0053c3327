import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestingEndpoint } from '../captioners/endpoint/testing-endpoint.ts';
import type { Status } from './status.ts';
import { makePictures } from './testing-pictures.ts';
import { callMain } from './testing-terminal.ts';

const BIN = fileURLToPath(new URL('../../bin/ekphrasis.mjs', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ekphrasis-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('captioning through an endpoint', () => {
  const environment = (url: string, price = '|1|2') => ({
    EKPHRASIS_ENDPOINT_TEST: `${url}|test-model${price}`,
  });
  const useEndpoint = [
    '--set',
    'images.folder=pictures',
    '--set',
    'captioner.type=captioners.endpoint',
    '--set',
    'captioner.endpoint=test',
  ];

  it('[CLI2][RUN7] ends with 3 when the budget is reached, and goes on from there', async () => {
    await makePictures(folder, 6, false);
    const endpoint = await startTestingEndpoint();
    try {
      const more = environment(endpoint.url, '|100|100');
      await callMain(folder, ['new', 'p.ekp', '--template', 'caption-folder'], more);
      const poor = await callMain(
        folder,
        ['run', 'p.ekp', ...useEndpoint, '--set', 'captioner.concurrency=1', '--budget', '0.25', '--json'],
        more,
      );
      expect(poor.code).toBe(3);
      expect(poor.err).toMatch(/cap/);
      const asked = endpoint.log.length;
      const rich = await callMain(folder, ['run', 'p.ekp', '--budget', '1000', '--json'], more);
      expect([rich.code, endpoint.log.length]).toEqual([0, 6]);
      expect(asked).toBeLessThan(6);
      expect(rich.json.at(-1)).toMatchObject({ captions: 6 });
    } finally {
      await endpoint.close();
    }
  });

  it('[RUN1] does not start under a cap without a price', async () => {
    await makePictures(folder, 1, false);
    const more = environment('http://127.0.0.1:9/v1', '');
    await callMain(folder, ['new', 'p.ekp', '--template', 'caption-folder'], more);
    const { code, err } = await callMain(folder, ['run', 'p.ekp', ...useEndpoint, '--budget', '1'], more);
    expect(code).toBe(2);
    expect(err).toMatch(/price/);
  });

  it('[CLI2] an error that would hit every sample ends the run with 1 and says what to do', async () => {
    await makePictures(folder, 3, false);
    const endpoint = await startTestingEndpoint({ key: 'right' });
    try {
      const more = { ...environment(endpoint.url), EKPHRASIS_KEY_TEST: 'wrong' };
      await callMain(folder, ['new', 'p.ekp', '--template', 'caption-folder'], more);
      const { code, err, out } = await callMain(folder, ['run', 'p.ekp', ...useEndpoint], more);
      expect(code).toBe(1);
      expect(err).toMatch(/key/);
      expect(err + out).not.toContain('wrong');
    } finally {
      await endpoint.close();
    }
  });

  it('[CLI5] an interrupt stops cleanly: what was paid for is kept', async () => {
    await makePictures(folder, 20, false);
    const endpoint = await startTestingEndpoint();
    endpoint.setBehaviour((_request, _earlier) =>
      endpoint.log.length > 5 ? { kind: 'hang' } : { kind: 'ok' },
    );
    const child = await startRun(
      ['run', 'p.ekp', ...useEndpoint, '--set', 'captioner.concurrency=2', '--json'],
      environment(endpoint.url),
    );
    try {
      while (endpoint.log.length <= 5) await once(child.process.stdout, 'data');
      child.process.kill('SIGINT');
      const [code] = await once(child.process, 'exit');
      expect(code).toBe(130);
      const last = JSON.parse(child.output().trim().split('\n').at(-1) ?? '') as Status;
      expect(last.run?.state).toBe('stopped');
      expect(last.captions).toBe(5);
      expect(statSync(join(folder, 'p.ekp-wal'), { throwIfNoEntry: false })).toBeUndefined();
    } finally {
      child.process.kill('SIGKILL');
      await endpoint.close();
    }
  });

  it('[RUN5] after kill -9 nothing is lost and nothing is paid for twice', async () => {
    await makePictures(folder, 12, false);
    const endpoint = await startTestingEndpoint();
    endpoint.setBehaviour(() => (endpoint.log.length > 6 ? { kind: 'hang' } : { kind: 'ok' }));
    const more = environment(endpoint.url);
    const child = await startRun(
      ['run', 'p.ekp', ...useEndpoint, '--set', 'captioner.concurrency=1', '--json'],
      more,
    );
    try {
      while (endpoint.log.length <= 6) await once(child.process.stdout, 'data');
      child.process.kill('SIGKILL');
      await once(child.process, 'exit');
      const status = await callMain(folder, ['status', 'p.ekp', '--json'], more);
      expect((status.json[0] as unknown as Status).run?.state).toBe('interrupted');
      endpoint.setBehaviour({ kind: 'ok' });
      const { code, json } = await callMain(folder, ['run', 'p.ekp', '--json'], more);
      expect(code).toBe(0);
      expect(json.at(-1)).toMatchObject({ captions: 12 });
      // The one that hung is asked for again; all others once.
      expect(endpoint.log.length).toBe(13);
    } finally {
      child.process.kill('SIGKILL');
      await endpoint.close();
    }
  });

  async function startRun(argv: string[], environment: Record<string, string>) {
    await callMain(folder, ['new', 'p.ekp', '--template', 'caption-folder'], environment);
    const process_ = spawn(process.execPath, [BIN, ...argv], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, EKPHRASIS_DATA: join(folder, 'data'), ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    process_.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    return { process: process_, output: () => output };
  }
});
