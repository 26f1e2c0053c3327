import { expect, it } from 'vitest';
import { explainFailure } from './explain-failure.ts';

it.each([
  ['torch.OutOfMemoryError: CUDA out of memory. Tried to allocate', 'too little memory'],
  ['ValueError: No available memory for the cache blocks. Try increasing', 'too little memory'],
  [
    "ValueError: Model architectures ['TinyForCausalLM'] are not supported for now.",
    'does not know the model’s architecture',
  ],
  ["ModuleNotFoundError: No module named 'fastapi'", 'a package is missing'],
  [
    "[Errno 98] error while attempting to bind on address ('127.0.0.1', 8000): address already in use",
    'its port was taken',
  ],
  ['safetensors_rust.SafetensorError: Error while deserializing header: incomplete metadata', 'damaged'],
])('[SERVE3] what a library writes is said plainly: %s', (line, cause) => {
  const { code, message, details } = explainFailure('did not start', 'Student', ['Loading', line]);
  expect(code).toBe('SERVER_FAILED');
  expect(message).toContain(cause);
  expect(details.remedy).not.toContain('log');
  expect(details.excerpt).toBe(`Loading\n${line}`);
});

it('[SERVE3] what is not known shows the end of the log, and one without a log says so by its silence', () => {
  expect(explainFailure('ended by itself', 'Student', ['Killed'])).toMatchObject({
    message: 'The server of “Student” ended by itself.',
    details: { remedy: 'Look at the end of its log, then start it again.', excerpt: 'Killed' },
  });
  expect(explainFailure('did not start', 'Student', []).details).not.toHaveProperty('excerpt');
});
