import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EngineHost } from '../engine-host.ts';
import type { ToHost } from '../hosts/host-messages.ts';
import { main } from './main.ts';
import { createNodeHost } from './node-host.ts';
import type { Status } from './status.ts';
import { makePictures } from './testing-pictures.ts';
import { testingTerminal } from './testing-terminal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ekphrasis-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Ends the model's process, really, whenever it is to look at this picture. */
function killedAt(
  path: string,
  crashes: { count: number },
  spawnHost: EngineHost['spawnHost'],
): EngineHost['spawnHost'] {
  return (entry, environment) => {
    const channel = spawnHost(entry, environment);
    return {
      ...channel,
      send: (message) => {
        channel.send(message);
        const { type } = message as ToHost;
        if (type !== 'caption' || !JSON.stringify(message).includes(path)) return;
        crashes.count += 1;
        channel.kill();
      },
    };
  };
}

it('[RUN6] [CAP8] a picture that really crashes the model fails alone, is tried by two more runs, and is then in quarantine', {
  timeout: 60_000,
}, async () => {
  await makePictures(folder, 2, false);
  const crashes = { count: 0 };
  const call = async (argv: readonly string[]) => {
    const terminal = testingTerminal(folder, { EKPHRASIS_DATA: join(folder, 'data') });
    const code = await main(argv, terminal, (kind, environment) => {
      const host = createNodeHost(kind, environment);
      return { ...host, spawnHost: killedAt('b.png', crashes, host.spawnHost) };
    });
    const lines = terminal.stdout.trim().split('\n');
    return { code, last: lines.at(-1) ?? '', stderr: terminal.stderr };
  };
  const counts = (line: string) => {
    const node = (JSON.parse(line) as Status).nodes.find(({ id }) => id === 'captioner');
    return [node?.kept, node?.failed, node?.reused];
  };
  await call(['new', 'p.ekp', '--template', 'caption-folder']);
  const run = ['run', 'p.ekp', '--json', '--set', 'images.folder=pictures'];

  const first = await call(run);
  expect([first.code, counts(first.last)]).toEqual([1, [1, 1, 0]]);
  expect(first.stderr).toContain('crashed while it looked at this picture');
  // It may have stood beside others at first, and then alone: only the crash alone counts.
  const inOne = crashes.count;
  expect(inOne).toBeLessThanOrEqual(2);
  expect(counts((await call(run)).last)).toEqual([1, 1, 1]);
  const third = await call(run);
  expect(counts(third.last)).toEqual([1, 1, 1]);
  expect(third.stderr).toContain('crashed 3 times on this picture');
  expect(crashes.count).toBe(inOne + 2);
  // In quarantine: the model is not even started.
  const fourth = await call([...run, '--retry-failed']);
  expect([counts(fourth.last), crashes.count]).toEqual([[1, 1, 1], inOne + 2]);
});
