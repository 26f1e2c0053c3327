import { expect, it } from 'vitest';
import type { ActiveRun } from '../run/index.ts';
import type { ProjectSession } from '../session/project-session.ts';
import { followRun } from './follow-run.ts';
import { testingTerminal } from './testing-terminal.ts';

it('[CLI5] the first interrupt stops, the second quits', () => {
  const quits: number[] = [];
  let stops = 0;
  const terminal = testingTerminal('/', {});
  const run = {
    progress: () => ({ state: 'running', nodes: [] }),
    onProgress: () => () => undefined,
    stop: async () => {
      stops += 1;
    },
    finished: new Promise(() => undefined),
  } as unknown as ActiveRun;
  const quitting = { ...terminal, quit: (code: number) => void quits.push(code) };
  void followRun(quitting, {} as ProjectSession, run, { json: false });
  terminal.interrupt();
  expect([stops, quits]).toEqual([1, []]);
  terminal.interrupt();
  expect([stops, quits]).toEqual([1, [130]]);
});
