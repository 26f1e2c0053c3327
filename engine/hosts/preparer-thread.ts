import { Worker } from 'node:worker_threads';
import { Tensor } from '@huggingface/transformers';
import { fromErrorRecord } from '../../core/errors.ts';
import type { PrepareSpec } from './host-messages.ts';
import type { FromPreparer, PlainPrepared, PrepareRequest, ToPreparer } from './prepare-messages.ts';
import type { PreparedPrompt } from './prompt-styles/prompt-style.ts';

/** The thread that prepares what a model is given, seen from the model's thread. */
export interface PreparerThread {
  /** Rejects with IMAGE_DAMAGED for a picture that cannot be decoded. */
  prepare(request: PrepareRequest): Promise<PreparedPrompt>;
  /** Ids → text without special tokens and without spaces around it. */
  decode(ids: readonly number[]): Promise<string>;
  close(): Promise<void>;
}

/** The message without its number, which the sender gives. */
type Question =
  | { readonly type: 'prepare'; readonly request: PrepareRequest }
  | { readonly type: 'decode'; readonly ids: readonly number[] };

type Answer = Extract<FromPreparer, { readonly type: 'prepared' | 'text' }>;

/**
 * Starts the thread and loads processor and tokenizer in it. Rejects with what loading said.
 *
 * @param onCrash the thread has ended by itself; nothing that it was asked will be answered
 */
export async function startPreparer(spec: PrepareSpec, onCrash: () => void): Promise<PreparerThread> {
  const worker = new Worker(new URL('./prepare-worker.ts', import.meta.url));
  const asked = new Map<number, PromiseWithResolvers<Answer>>();
  const loading = Promise.withResolvers<void>();
  let nextId = 1;
  let closed = false;

  worker.on('message', (message: FromPreparer) => {
    if (message.type === 'loaded') return loading.resolve();
    if (message.type === 'load-failed') return loading.reject(new Error(message.message));
    const waiting = asked.get(message.id);
    asked.delete(message.id);
    if (message.type === 'failed') waiting?.reject(fromErrorRecord(message.error));
    else waiting?.resolve(message);
  });
  worker.on('error', (error) => loading.reject(error));
  worker.on('exit', () => {
    loading.reject(new Error('The thread that prepares pictures has ended.'));
    if (!closed) onCrash();
  });

  function ask(question: Question): Promise<Answer> {
    const id = nextId++;
    const waiting = Promise.withResolvers<Answer>();
    asked.set(id, waiting);
    worker.postMessage({ ...question, id } satisfies ToPreparer);
    return waiting.promise;
  }

  worker.postMessage({ type: 'load', spec } satisfies ToPreparer);
  await loading.promise;
  return {
    prepare: async (request) => {
      const answer = await ask({ type: 'prepare', request });
      if (answer.type !== 'prepared') throw new Error('Another answer than was asked for.');
      return toPrepared(answer.prepared);
    },
    decode: async (ids) => {
      const answer = await ask({ type: 'decode', ids });
      if (answer.type !== 'text') throw new Error('Another answer than was asked for.');
      return answer.text;
    },
    close: async () => {
      closed = true;
      await worker.terminate();
    },
  };
}

function toPrepared({ inputs, promptTokens }: PlainPrepared): PreparedPrompt {
  const tensors = Object.entries(inputs).map(([name, input]) => [
    name,
    input.kind === 'tensor' ? new Tensor(input.type, input.data as never, [...input.dims]) : input.value,
  ]);
  return { inputs: Object.fromEntries(tensors), promptTokens };
}
