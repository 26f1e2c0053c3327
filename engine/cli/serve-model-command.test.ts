import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PRETEND, pretendModel } from '../serving/testing-servers.ts';
import { main } from './main.ts';
import { callMain, testingTerminal } from './testing-terminal.ts';

const BIN = fileURLToPath(new URL('../../bin/ekphrasis.mjs', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ekphrasis-serve-model-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const environment = { EKPHRASIS_TRAINER_PYTHON: PRETEND };

describe.skipIf(process.platform === 'win32')('serve-model', () => {
  it('[CLI15] prints the address when it answers, stays, and leaves nothing behind when it is interrupted', async () => {
    pretendModel(join(folder, 'student'));
    // The program itself: in this process the test would keep alive what would end by itself.
    const child = spawn(process.execPath, [BIN, 'serve-model', 'student', '--json'], {
      cwd: folder,
      env: { ...process.env, EKPHRASIS_DATA: join(folder, 'data'), ...environment },
    });
    const ended = once(child, 'exit');
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    const [first] = await Promise.race([once(child.stdout.setEncoding('utf8'), 'data'), ended]);
    const { name, url, state, inFlight } = JSON.parse(String(first));
    expect({ state, inFlight }).toEqual({ state: 'ready', inFlight: 1 });
    await expect.poll(() => errors).toContain(`It is the endpoint "${name}"`);
    expect((await fetch(`${url}/models`)).status).toBe(200);
    child.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    await expect(fetch(`${url}/models`)).rejects.toThrow();
  });

  it('[CLI15] [CLI6] says in two lines why it cannot start', async () => {
    pretendModel(join(folder, 'student'), 'die at start');
    const { code, err, out } = await callMain(folder, ['serve-model', 'student'], environment);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('The server of “student” did not start: the device has too little memory left.');
    const missing = await callMain(folder, ['serve-model', 'nowhere'], environment);
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining('There is no folder')]);
  });

  it('[CLI15] [SERVE3] one that ends by itself ends the command, with its reason', async () => {
    pretendModel(join(folder, 'student'), 'die when asked');
    const terminal = testingTerminal(folder, { EKPHRASIS_DATA: join(folder, 'data'), ...environment });
    const ended = main(['serve-model', 'student'], terminal);
    await expect.poll(() => terminal.stdout, { timeout: 20_000 }).toContain('\n');
    await fetch(`${terminal.stdout.trim()}/chat/completions`, { method: 'POST', body: '{}' }).catch(
      () => undefined,
    );
    expect(await ended).toBe(1);
    expect(terminal.stderr).toContain('The server of “student” ended by itself.');
  });
});
