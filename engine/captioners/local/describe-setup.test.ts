import { describe, expect, it } from 'vitest';
import { describeSetup, noteOfSetup, type SetupState } from './describe-setup.ts';

const state: SetupState = {
  provider: 'cpu',
  refused: [],
  setup: { hosts: 2, threads: 1, batchSize: 4 },
  found: undefined,
  trying: false,
  memoryBytes: [],
  imagesPerSecond: undefined,
};

describe('what a card says of a local model', () => {
  it('[CAP9] where it runs and how, as far as that is known', () => {
    expect(describeSetup({ ...state, provider: undefined })).toBeUndefined();
    expect(describeSetup(state)).toBe('CPU: 2 processes × 1 thread · 4 pictures at once');
    expect(
      describeSetup({
        ...state,
        setup: { hosts: 1, threads: 8, batchSize: 1 },
        found: { setup: state.setup, exactBatches: false, imagesPerSecond: 3, complete: true },
        trying: true,
        memoryBytes: [350e6, 412e6],
        imagesPerSecond: 14.26,
      }),
    ).toBe(
      'CPU: 1 process × 8 threads · one picture at a time, as in batches its captions would differ · 14 images/s · 412 MB each · trying settings',
    );
  });

  it('[CAP9] warns of providers that did not work, and of nothing else', () => {
    expect(noteOfSetup(state)).toBeUndefined();
    const refused = [{ provider: 'cuda' }, { provider: 'webgpu' }] as const;
    expect(noteOfSetup({ ...state, refused })).toBe('Runs on the CPU: CUDA and WebGPU did not work here');
    expect(noteOfSetup({ provider: undefined, refused })).toBeUndefined();
  });
});
