import type { TrainEvent } from './train-event.ts';

type StepEvent = Extract<TrainEvent, { readonly kind: 'step' }>;

/** A step as a small job on the CPU writes it, every ten seconds; for tests. */
export function stepEvent(step: number, facts: Partial<StepEvent> = {}): StepEvent {
  return {
    kind: 'step',
    at: 1_764_000_000_000 + step * 10_000,
    step,
    epoch: step / 100,
    loss: 1,
    learning_rate: { projector: 2e-5, language_model: 2e-5 },
    grad_norm: 1,
    images_per_second: 12,
    tokens_per_second: 4000,
    memory_bytes: 2e9,
    data_wait: 0.01,
    ...facts,
  };
}
