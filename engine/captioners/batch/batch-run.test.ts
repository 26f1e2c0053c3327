import { describe, expect, it } from 'vitest';
import { BatchProject, captionerCounts, REPLY_USD, until } from './testing-batch-project.ts';

describe('a run that asks by batches', () => {
  it('[BAT1] sends one batch, and its replies become captions at the batch price', async () => {
    await using project = await BatchProject.create(6);
    project.server.automatic = true;
    const progress = await project.run();
    expect([progress.state, captionerCounts(progress)]).toEqual(['done', [6, 6, 0, 0, 0, 0]]);
    expect(project.server.log.filter((step) => step !== 'retrieve')).toEqual(['upload', 'create', 'content']);
    expect(progress.spendUsd).toBeCloseTo(6 * REPLY_USD);
    expect(progress.reservedUsd).toBe(0);
    expect(new Set(await project.captions()).size).toBe(6);
  });
});
