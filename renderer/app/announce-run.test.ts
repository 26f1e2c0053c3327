import { describe, expect, it } from 'vitest';
import type { ErrorRecord } from '../../core/errors.ts';
import type { RunId } from '../../core/ids.ts';
import type { NodeProgress, RunProgress } from '../../core/run.ts';
import { announceRun } from './announce-run.ts';

const node = (kept: number, error?: ErrorRecord): NodeProgress => ({
  id: 'captioner' as NodeProgress['id'],
  type: 'captioners.endpoint',
  state: 'running',
  in: 24,
  kept,
  rejected: 0,
  failed: 0,
  pending: 24 - kept,
  reused: 0,
  ratePerSecond: 1,
  spendUsd: 0,
  elapsedMs: 0,
  outputs: {},
  ...(error && { error }),
});
const run = (state: RunProgress['state'], kept: number, more: Partial<RunProgress> = {}): RunProgress => ({
  id: 1 as RunId,
  state,
  flowRevision: 1,
  startedAt: 0,
  nodes: [node(kept)],
  spendUsd: 0,
  reservedUsd: 0,
  ...more,
});
const title = (id: string) => id.toUpperCase();
const wrongKey: ErrorRecord = {
  code: 'ENDPOINT_AUTH',
  message: 'The key is refused.',
  remedy: 'Enter a key.',
  attempts: 1,
};

/** Runs through states and keeps what was said at each. */
function said(steps: readonly (readonly [number, RunProgress])[]): (readonly [string, string])[] {
  let last: Parameters<typeof announceRun>[1];
  return steps.map(([now, progress]) => {
    const news = announceRun(progress, last, now, title);
    last = news?.announced ?? last;
    return [news?.status ?? '', news?.errors ?? ''] as const;
  });
}

describe('announceRun', () => {
  it('says counts every ten seconds, and a change of state at once', () => {
    const steps = said([
      [100_000, run('running', 0)],
      [103_000, run('running', 3)],
      [110_000, run('running', 9)],
      [112_000, run('running', 12)],
      [113_000, run('done', 24)],
      [200_000, run('done', 24)],
    ]);
    expect(steps.map(([status]) => status)).toEqual([
      'Running: 0 of 24 done, 0 failed',
      '',
      'Running: 9 of 24 done, 0 failed',
      '',
      'Done: 24 of 24 done, 0 failed',
      '',
    ]);
  });

  it('says errors at once, once each, and again in another run', () => {
    const failing = run('running', 3, { nodes: [node(3, wrongKey)] });
    const paused = run('paused', 3, { nodes: [node(3, wrongKey)], reason: wrongKey });
    const steps = said([
      [100_000, run('running', 0)],
      [100_500, failing],
      [100_600, failing],
      [100_700, paused],
      [100_800, { ...failing, id: 2 as RunId }],
    ]);
    expect(steps.map(([, errors]) => errors)).toEqual([
      '',
      'CAPTIONER: The key is refused. Enter a key.',
      '',
      'The key is refused. Enter a key.',
      'CAPTIONER: The key is refused. Enter a key.',
    ]);
  });
});
