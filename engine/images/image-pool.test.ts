import { once } from 'node:events';
import { getEnvironmentData, Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { createImagePool } from './image-pool.ts';

it('[IMG4] which decoders there are is settled before any thread begins, as nothing can be decoded meanwhile', async () => {
  const pool = createImagePool(1);
  const asked = 'ekphrasis: decoders are limited';
  expect(getEnvironmentData(asked)).toBe(true);
  const code = `const { parentPort, getEnvironmentData } = require('node:worker_threads'); parentPort.postMessage(getEnvironmentData('${asked}'));`;
  const thread = new Worker(code, { eval: true });
  expect(await once(thread, 'message')).toEqual([true]);
  await thread.terminate();
  await pool.close();
});
