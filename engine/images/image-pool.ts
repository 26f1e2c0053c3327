import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { fromErrorRecord } from '../../core/errors.ts';
import type { ImageAnswers, ImageReply, ImageTask } from './image-task.ts';
// Before any thread does so. It also loads the native library, which with glibc must not come and go with a thread.
import './limit-decoders.ts';
import { createSlots } from './slots.ts';

/** Seconds after which an idle thread ends. */
const IDLE_SECONDS = 20;

/** Threads that read and decode pictures. */
export interface ImagePool {
  /** How many tasks are worked on at a time. */
  readonly width: number;
  /** Throws what the worker throws, and CANCELLED when the signal fires before a thread has begun. A task that has begun ends by itself. */
  run<T extends ImageTask['do']>(
    task: Extract<ImageTask, { do: T }>,
    signal?: AbortSignal,
  ): Promise<ImageAnswers[T]>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

/**
 * Where the threads' program lies: the TypeScript source, which Node runs as it is; in a bundle, `image-worker.js` beside it. The bundler
 * rewrites this very expression.
 */
function workerUrl(): URL {
  return new URL('./image-worker.ts', import.meta.url);
}

export function createImagePool(workers = defaultWorkers()): ImagePool {
  const threads = new Piscina({
    filename: workerUrl().href,
    name: 'runImageTask',
    minThreads: 0,
    maxThreads: workers,
    idleTimeout: IDLE_SECONDS * 1000,
    // Aborting a running task would end its thread in the midst of native code: waiting is done here, where it can be given up.
    maxQueue: 'auto',
  });
  // One task more than threads, so that none waits for the way back.
  const slots = createSlots(workers + 1);

  return {
    width: workers + 1,
    async run<T extends ImageTask['do']>(task: Extract<ImageTask, { do: T }>, signal?: AbortSignal) {
      // A captioner waits for these, and pays for it; what is listed ahead of it can wait.
      const urgent = task.do === 'data-uri';
      const reply: ImageReply<T> = await slots.run(() => threads.run(task), signal, urgent);
      if (reply.ok) return reply.answer;
      throw fromErrorRecord(reply.error);
    },
    close: () => threads.close(),
  };
}

/** The engine itself has little to do while pictures are read. More than four only fight for memory. */
function defaultWorkers(): number {
  return Math.min(4, availableParallelism());
}
