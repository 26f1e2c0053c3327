import { describe, expect, it, onTestFinished } from 'vitest';
import type { ImageHash, RunId } from '../../core/ids.ts';
import type { BatchAnswer, BatchRequestRow } from './provider-batches-table.ts';
import type { ResultKey } from './run-store.ts';
import { temporaries } from './temporary-project.ts';

const { temporaryProject } = temporaries(onTestFinished);

const key = (letter: string) => letter.repeat(32) as ResultKey;
const request = (letter: string): BatchRequestRow => ({
  key: key(letter),
  attempt: 1,
  image: letter.repeat(64) as ImageHash,
  worstUsd: 0.5,
});
const reply = (text: string): BatchAnswer => ({
  kind: 'reply',
  reply: { text, finishReason: 'stop', latencyMs: 1, model: 'test', attempts: 1, costUsd: 0.1 },
  billedUsd: 0.1,
});
const failure: BatchAnswer = {
  kind: 'failure',
  error: { code: 'ENDPOINT_SERVER', message: 'Down.', attempts: 1 },
  again: true,
  billedUsd: 0,
};

function batchOf(store: ReturnType<typeof temporaryProject>, letters: string) {
  const batch = store.providerBatches.begin({
    mark: letters.padEnd(32, '0'),
    endpoint: 'mine',
    model: 'test',
    node: 'captioner',
    run: 1 as RunId,
    price: { inputPerMillion: 1, outputPerMillion: 2 },
  });
  store.providerBatches.addRequests(batch.id, [...letters].map(request));
  return batch;
}

describe('batches in the project', () => {
  it('[STORE19] the first answer to a request holds, and only for a request of the batch', () => {
    const store = temporaryProject();
    const table = store.providerBatches;
    const { id } = batchOf(store, 'ab');
    expect(table.answer(id, key('a'), reply('first'))).toBe(true);
    expect(table.answer(id, key('a'), reply('second'))).toBe(false);
    expect(table.answer(id, key('c'), reply('unknown'))).toBe(false);
    expect(table.find(key('a'))?.answer).toEqual(reply('first'));
    expect(table.unanswered(id)).toEqual([request('b')]);
    table.answer(id, key('b'), failure);
    expect(table.totals(id)).toEqual({ replies: 1, failed: 1, billedUsd: 0.1 });
    expect(table.failures(id)).toEqual([
      { error: failure.kind === 'failure' && failure.error, count: 1, images: ['b'.repeat(64)] },
    ]);
  });

  it('[STORE19] of two batches with a request the later one counts, and a dropped number is not given again', () => {
    const store = temporaryProject();
    const table = store.providerBatches;
    const first = batchOf(store, 'a');
    const second = batchOf(store, 'ab');
    expect([table.find(key('a'))?.batch, table.known('captioner')]).toEqual([second.id, 3]);
    table.remove(second.id);
    expect(table.find(key('a'))?.batch).toBe(first.id);
    expect(batchOf(store, 'c').id).toBe(second.id + 1);
  });

  it('[STORE19] a reply goes when it has become a result of a collected batch, a failure stays to be read', async () => {
    const store = temporaryProject();
    const table = store.providerBatches;
    const { id } = batchOf(store, 'abc');
    for (const letter of ['a', 'b']) table.answer(id, key(letter), reply(letter));
    table.answer(id, key('c'), failure);
    store.saveResult(key('a'), 'captioner', { kind: 'kept', patch: {} });
    await store.committed();
    table.dropDelivered();
    expect(table.ready(id)).toBe(2);
    table.change(id, { collected: true });
    table.dropDelivered();
    expect([table.ready(id), table.find(key('a')), table.failures(id).length]).toEqual([1, undefined, 1]);
  });

  it('[STORE19] [RUN7] what is reserved for a batch under way was not left behind', () => {
    const store = temporaryProject();
    const reservation = store.reserve(1 as RunId, 3);
    const { id } = batchOf(store, 'a');
    store.providerBatches.change(id, { reservation });
    expect(store.budget.leftBehind()).toEqual({ count: 0, usd: 0 });
    store.providerBatches.change(id, { collected: true });
    expect(store.budget.leftBehind()).toEqual({ count: 1, usd: 3 });
  });

  it('[STORE19] everything about a batch is as it was written', async () => {
    const store = temporaryProject();
    const begun = batchOf(store, 'a');
    const change = {
      state: 'expired' as const,
      collected: true,
      requests: 1,
      bytes: 20,
      tokens: 30,
      worstUsd: 0.5,
      reservation: 4,
      costUsd: 0.25,
      done: 1,
      failed: 0,
      inputFile: 'file-1',
      providerId: 'batch_1',
      trouble: { code: 'ENDPOINT_SERVER' as const, message: 'Down.', attempts: 1 },
      sentAt: 5,
      expiresAt: 6,
      endedAt: 7,
    };
    store.providerBatches.change(begun.id, change);
    await store.committed();
    expect(store.providerBatches.list()).toEqual([{ ...begun, ...change }]);
    expect(store.providerBatches.open()).toEqual([]);
  });
});
