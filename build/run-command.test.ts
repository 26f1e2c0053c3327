import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { root } from './paths.mjs';
import { childEnvironment, runCommand } from './run-command.mjs';

const MODULE = pathToFileURL(path.join(root, 'build/run-command.mjs')).href;
const node = (script: string) => ['--input-type=module', '--eval', script];

const PRINTS_ITS_ID = `
  import { endWithParent } from ${JSON.stringify(MODULE)};
  endWithParent();
  console.log(process.pid);
  setInterval(() => undefined, 1000);
`;

/** A process that hands over to a second one, which prints its id and waits. */
const HANDS_OVER = `
  import { runForeground } from ${JSON.stringify(MODULE)};
  const args = ${JSON.stringify(node(PRINTS_ITS_ID))};
  process.exitCode = await runForeground(process.execPath, args, { node: true });
`;

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    // No such process any more.
    return false;
  }
}

async function startPair() {
  const parent = spawn(process.execPath, node(HANDS_OVER), { stdio: ['ignore', 'pipe', 'inherit'] });
  const [text] = await once(parent.stdout.setEncoding('utf8'), 'data');
  return { parent, child: Number(text) };
}

describe('a command that is run quietly', () => {
  it('leaves its exit code and all that it printed', async () => {
    const script = "console.log('out'); console.error('err'); process.exitCode = 3;";
    const { code, output } = await runCommand(process.execPath, node(script));
    expect({ code, lines: output.trim().split('\n').sort() }).toEqual({ code: 3, lines: ['err', 'out'] });
  });

  it('that does not exist fails with a word on it', async () => {
    const { code, output } = await runCommand('no-such-program', [], { timeoutMs: 60_000 });
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('no-such-program') });
  });

  it('is ended when it takes too long', async () => {
    const { code, output } = await runCommand(process.execPath, node('setInterval(() => 0, 1000)'), {
      timeoutMs: 200,
    });
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('SIGTERM') });
  });

  it('finds Node 24 first, once', () => {
    const folders = childEnvironment().PATH?.split(path.delimiter) ?? [];
    const own = path.join(root, 'node_modules', '.bin');
    expect(folders.filter((folder) => folder === own)).toEqual([own]);
    expect(folders[0]).toBe(own);
  });
});

describe.skipIf(process.platform === 'win32')('a command that is handed the terminal', () => {
  it('ends with its parent even when that is killed without notice [RUN5]', async () => {
    const { parent, child } = await startPair();
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    await expect.poll(() => isAlive(child), { timeout: 10_000 }).toBe(false);
  });

  it('gets SIGTERM passed on, and its end becomes the exit code', async () => {
    const { parent, child } = await startPair();
    parent.kill('SIGTERM');
    const [code] = await once(parent, 'exit');
    expect({ code, alive: isAlive(child) }).toEqual({ code: 143, alive: false });
  });
});
