import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PRETEND, pretendModel } from '../serving/testing-servers.ts';
import { main } from './main.ts';
import { callMain, testingTerminal } from './testing-terminal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ekphrasis-serve-model-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const environment = { EKPHRASIS_TRAINER_PYTHON: PRETEND };

describe.skipIf(process.platform === 'win32')('serve-model', () => {
  it('[CLI15] prints the address when it answers, and leaves nothing behind when it is interrupted', async () => {
    pretendModel(join(folder, 'student'));
    const terminal = testingTerminal(folder, { EKPHRASIS_DATA: join(folder, 'data'), ...environment });
    const ended = main(['serve-model', 'student', '--json'], terminal);
    await expect.poll(() => terminal.stdout, { timeout: 20_000 }).toContain('\n');
    const { name, url, state, inFlight } = JSON.parse(terminal.stdout);
    expect({ state, inFlight }).toEqual({ state: 'ready', inFlight: 1 });
    expect(terminal.stderr).toContain(`It is the endpoint "${name}"`);
    expect((await fetch(`${url}/models`)).status).toBe(200);
    terminal.interrupt();
    expect(await ended).toBe(0);
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
