import { UserError } from '../../core/errors.ts';

/** Lines of the log's end that go with a failure. */
export const LOG_END = 20;

/** What the libraries write, and what a person can do about it. */
const CAUSES: readonly { readonly says: RegExp; readonly what: string; readonly remedy: string }[] = [
  {
    says: /out of memory|MemoryError|not enough memory|No available memory for the cache blocks/i,
    what: 'the device has too little memory left',
    remedy: 'Stop what else uses the device, or choose another device for it.',
  },
  {
    says: /architectures? .*not supported|Unrecognized model|does not recognize this architecture/i,
    what: 'this program does not know the model’s architecture',
    remedy: 'Serve it with the other program, or use it as a local model.',
  },
  {
    says: /ModuleNotFoundError|ImportError|Missing dependencies for serving/,
    what: 'a package is missing',
    remedy: 'Set up serving again.',
  },
  {
    says: /address already in use/i,
    what: 'its port was taken by another program at that moment',
    remedy: 'Start it again: another port is taken.',
  },
  {
    says: /SafetensorError|safetensors_rust|size mismatch for|incomplete metadata/,
    what: 'the weights are damaged or do not fit its configuration',
    remedy: 'Get or train the model again.',
  },
];

/** Why a server failed, as its log has it. */
export function explainFailure(
  what: 'did not start' | 'ended by itself' | 'did not answer in time',
  title: string,
  logEnd: readonly string[],
): UserError {
  const text = logEnd.join('\n');
  const cause = CAUSES.find(({ says }) => says.test(text));
  const excerpt = text.slice(-2000);
  return new UserError(
    'SERVER_FAILED',
    `The server of “${title}” ${what}${cause ? `: ${cause.what}` : ''}.`,
    {
      remedy: cause?.remedy ?? 'Look at the end of its log, then start it again.',
      ...(excerpt !== '' && { excerpt }),
    },
  );
}
