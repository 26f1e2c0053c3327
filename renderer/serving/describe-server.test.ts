import { expect, it } from 'vitest';
import { type ManagedServer, SERVER_DEFAULTS } from '../../core/serving/managed-server.ts';
import { describeServer } from './describe-server.ts';
import { unservedModels } from './unserved-models.ts';

const SERVER: ManagedServer = {
  name: 'student-0123456789ab',
  title: 'Student',
  folder: '/m',
  state: 'stopped',
  settings: SERVER_DEFAULTS,
  url: 'http://127.0.0.1:1/v1',
  inFlight: 0,
};

it.each([
  [{}, 'Starts when it is asked for a caption'],
  [{ note: 'gave-way' }, 'Stopped to give its device to what waited for it'],
  [{ state: 'waiting', queuePlace: 1 }, 'Waits for its device, 1 job before it'],
  [{ state: 'waiting', queuePlace: 0 }, 'Is next for its device'],
  [{ state: 'ready', program: 'vllm', device: 'cuda' }, 'vLLM on CUDA'],
  [
    { state: 'ready', program: 'transformers', device: 'cpu', inFlight: 3 },
    'transformers on CPU · answers 3',
  ],
  [
    { state: 'failed', error: { code: 'SERVER_FAILED', message: 'It did not start.', attempts: 1 } },
    'It did not start.',
  ],
] satisfies [Partial<ManagedServer>, string][])('[SERVE1] %j is said as “%s”', (changes, text) => {
  expect(describeServer({ ...SERVER, ...changes })).toBe(text);
});

it('[SERVE1] offers each model of the project’s jobs once, and none that is served', () => {
  const digest = (start: string) => start.padEnd(64, '0');
  const jobs = [
    { title: 'Second', model: digest('bbbb') },
    { title: 'First again', model: digest('aaaa') },
    { title: 'First', model: digest('aaaa') },
    { title: 'Served', model: `0123456789ab${digest('').slice(12)}` },
    { title: 'At work' },
  ];
  expect(unservedModels(jobs, [SERVER])).toEqual([
    { title: 'Second', digest: digest('bbbb') },
    { title: 'First again', digest: digest('aaaa') },
  ]);
});
