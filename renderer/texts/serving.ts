import type { ManagedServer, ServerProgram, ServerState } from '../../core/serving/managed-server.ts';
import { formatBytes, formatCount } from '../format.ts';

/** Texts of the models that the app serves itself. */
export const SERVING_TEXTS = {
  title: 'Models served by the app',
  text: 'Each runs in a process of its own while it is asked, and is an endpoint like any other. Nothing is sent anywhere.',
  none: 'No model is served yet. Serve one that you have trained, or any folder in Hugging Face’s layout with safetensors weights.',
  serveFolder: 'Serve a model folder',
  serve: 'Serve this model',
  serveThis: (title: string) => `Serve ${title}`,
  serveHint:
    'Starts a server for it and makes it an endpoint: for models that have no ONNX files, and for GPUs',
  trained: 'Trained in this project',
  preparing: 'Reads the model’s files',

  states: {
    stopped: 'Stopped',
    waiting: 'Waits',
    starting: 'Starting',
    ready: 'Ready',
    stopping: 'Stopping',
    failed: 'Failed',
  } satisfies Record<ServerState, string>,
  stopped: 'Starts when it is asked for a caption',
  notes: {
    idle: 'Stopped because nobody asked it',
    'gave-way': 'Stopped to give its device to what waited for it',
  } satisfies Record<NonNullable<ManagedServer['note']>, string>,
  waits: (before: number) =>
    before === 0
      ? 'Is next for its device'
      : `Waits for its device, ${formatCount(before)} ${before === 1 ? 'job' : 'jobs'} before it`,
  starting: 'Loads the model; large ones take minutes',
  runsOn: (program: ServerProgram, device: string) =>
    `${program === 'vllm' ? 'vLLM' : 'transformers'} on ${device.toUpperCase()}`,
  answering: (count: number) => `answers ${formatCount(count)}`,

  start: 'Start',
  startThis: (title: string) => `Start ${title}`,
  startAgain: 'Start again',
  stop: 'Stop',
  stopThis: (title: string) => `Stop ${title}`,
  cancel: 'Call off',
  log: 'Log',
  logOf: (title: string) => `Log of ${title}`,
  logEmpty: 'It has written nothing yet',
  remove: 'Remove from the list',
  more: (title: string) => `More about ${title}`,
  copyUrl: 'Copy its address',
  copied: 'Its address is copied',
  idle: (minutes: number) =>
    minutes === 0 ? 'Keep it running' : `Stop after ${minutes} minutes without a request`,
  beside: 'May run beside training jobs',

  said: {
    serving: (title: string) => `${title} is an endpoint now, and starts`,
    starting: 'The server starts',
    stopping: 'The server stops',
    removed: 'It is no longer served; the model is kept',
    changed: 'Changed',
    settingUp: 'Serving is being set up',
  },

  environment: {
    noTrainer: 'Serving needs the trainer’s Python environment, which is not set up.',
    toTrainer: 'Set up the trainer',
    absent: (missing: readonly string[], download: number) =>
      `Serving needs ${missing.join(', ')}: about ${formatBytes(download)} more.`,
    named: 'Install transformers[serving] into the Python that EKPHRASIS_TRAINER_PYTHON names.',
    setUp: 'Set up serving',
    making: 'Sets up serving',
    cancel: 'Cancel',
  },
};
