import { describe, expect, it } from 'vitest';
import { BatchProject, until } from '../captioners/batch/testing-batch-project.ts';
import { callMain } from './testing-terminal.ts';

describe('batches', () => {
  it('[BAT4] plans, lists with what is ready, and cancels', async () => {
    await using project = await BatchProject.create(3);
    const call = (...argv: string[]) => callMain(project.folder, ['batches', 'test.ekp', ...argv]);
    expect((await call()).out).toBe('No batches.\n');
    expect((await call('--plan')).out).toMatch(
      /^captioner: 3 requests in about 1 batch, at most \$[\d.]+, directly \$[\d.]+ \(counted by images\)\.\n$/,
    );

    const run = await project.start();
    await until(run, ({ nodes }) =>
      nodes.some(({ detail }) => detail?.startsWith('Waits for batch') === true),
    );
    await run.stop();
    await project.closeEngine();
    const [first] = project.server.batches;
    project.server.progress(first?.id ?? '', 2);
    const { json } = await call('--json');
    expect(json).toEqual([
      expect.objectContaining({
        event: 'batch',
        id: 1,
        state: 'in_progress',
        requests: 3,
        done: 2,
        costUsd: null,
      }),
    ]);

    const cancelled = await call('--cancel', '1');
    expect(cancelled.code).toBe(0);
    expect(cancelled.out).toContain('2 replies are ready');
    expect(cancelled.out).toMatch(/1 +mine +test-model +cancelled +3 +2 +1 +2 +\$0\.34/);
    expect((await call('--cancel', '7')).code).toBe(2);
    expect((await call('--plan', '--json')).json).toMatchObject([
      { event: 'plan', requests: 1, counted: true },
    ]);
  }, 20_000);
});
