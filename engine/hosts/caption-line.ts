import { type ErrorRecord, toErrorRecord, UserError } from '../../core/errors.ts';
import type { HostReply, HostRequest, ModelSpec } from './host-messages.ts';
import { type LoadedModel, type ModelRow, shapeOf } from './load-model.ts';
import type { PreparerThread } from './preparer-thread.ts';
import type { PreparedPrompt } from './prompt-styles/prompt-style.ts';
import type { RowResult } from './row-decoder.ts';

export interface CaptionLineOptions {
  readonly model: LoadedModel;
  readonly preparer: PreparerThread;
  readonly spec: Pick<ModelSpec, 'maxNewTokens'>;
  readonly batchSize: number;
  readonly onReply: (id: number, reply: HostReply) => void;
  readonly onFailure: (id: number, error: ErrorRecord) => void;
}

/** The requests of one host: prepared as they come, then given to the model, as many at once as the batch size allows. */
export interface CaptionLine {
  batchSize: number;
  add(request: HostRequest): void;
  /** What waits is answered with CANCELLED at once, what is at work ends at its next step. */
  cancel(id: number): void;
  /** Digests of what the model computes for the requests, one by one or in one batch; none when their inputs differ in shape, or it fails. */
  fingerprint(requests: readonly HostRequest[], together: boolean): Promise<readonly string[]>;
}

interface Entry {
  readonly request: HostRequest;
  readonly abort: AbortController;
  /** Settles when `outcome` is there. */
  readonly prepared: Promise<void>;
  outcome: { readonly prompt: PreparedPrompt } | { readonly error: unknown } | undefined;
}

interface Ready {
  readonly entry: Entry;
  readonly prompt: PreparedPrompt;
}

export function createCaptionLine(options: CaptionLineOptions): CaptionLine {
  const { model, preparer, spec } = options;
  let { batchSize } = options;
  /** Until they are answered. */
  const entries = new Map<number, Entry>();
  /** In the order of their arrival, until the model begins with them. */
  const waiting: Entry[] = [];
  let turn: Promise<unknown> = Promise.resolve();

  /** The model does one thing at a time. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  }

  function add(request: HostRequest): void {
    const entry: Entry = {
      request,
      abort: new AbortController(),
      outcome: undefined,
      prepared: preparer.prepare(request).then(
        (prompt) => {
          entry.outcome = { prompt };
        },
        (error: unknown) => {
          entry.outcome = { error };
        },
      ),
    };
    entries.set(request.id, entry);
    waiting.push(entry);
    // One turn a request: those that another one's batch takes along leave theirs empty.
    void inTurn(captionNext);
  }

  async function captionNext(): Promise<void> {
    const next = () => waiting.slice(0, batchSize);
    // What arrives after these is prepared while the model is at work.
    while (next().some(({ outcome }) => outcome === undefined)) {
      await Promise.all(next().map(({ prepared }) => prepared));
    }
    const batch = takeBatch();
    if (batch.length > 0) await caption(batch);
  }

  /** The request that waited longest, with others that are ready and of its shape. Answers those that could not be prepared. */
  function takeBatch(): readonly Ready[] {
    const batch: Ready[] = [];
    let shape: string | undefined;
    for (const entry of [...waiting]) {
      if (batch.length === batchSize) break;
      if (entry.outcome === undefined) continue;
      if ('error' in entry.outcome) {
        fail(entry, entry.outcome.error);
        continue;
      }
      const { prompt } = entry.outcome;
      shape ??= shapeOf(prompt.inputs);
      if (shape !== shapeOf(prompt.inputs)) continue;
      waiting.splice(waiting.indexOf(entry), 1);
      batch.push({ entry, prompt });
    }
    return batch;
  }

  async function caption(batch: readonly Ready[]): Promise<void> {
    const started = performance.now();
    try {
      const { results } = await model.generate(
        batch.map(({ entry, prompt }) => rowOf(entry.request, prompt, entry.abort.signal)),
      );
      const latencyMs = performance.now() - started;
      for (const [index, one] of batch.entries()) {
        // Text is made in the other thread while the model goes on.
        void answer(one, results[index], { latencyMs, batchSize: batch.length }).catch((error: unknown) =>
          fail(one.entry, error),
        );
      }
    } catch (error) {
      if (batch.length === 1 && batch[0] !== undefined) return fail(batch[0].entry, error);
      // One of them may be to blame, or all together were too much for the memory.
      for (const one of batch) await caption([one]);
    }
  }

  async function answer(
    { entry, prompt: { promptTokens } }: Ready,
    result: RowResult | undefined,
    timing: Pick<HostReply, 'latencyMs' | 'batchSize'>,
  ): Promise<void> {
    if (result === undefined || result.ended === 'cancelled') return fail(entry, cancelled());
    const { ids, ended } = result;
    const text = await preparer.decode(ids);
    if (!entries.delete(entry.request.id)) return;
    options.onReply(entry.request.id, {
      text,
      finishReason: ended,
      promptTokens,
      completionTokens: ids.length + (ended === 'stop' ? 1 : 0),
      ...timing,
    });
  }

  function fail(entry: Entry, error: unknown): void {
    const index = waiting.indexOf(entry);
    if (index !== -1) waiting.splice(index, 1);
    if (entries.delete(entry.request.id)) options.onFailure(entry.request.id, toErrorRecord(error));
  }

  function rowOf({ sampling, seed }: HostRequest, { inputs }: PreparedPrompt, signal: AbortSignal): ModelRow {
    const maxTokens = Math.min(sampling.maxTokens, spec.maxNewTokens);
    return { inputs, sampling, seed, maxTokens, signal };
  }

  async function fingerprint(
    requests: readonly HostRequest[],
    together: boolean,
  ): Promise<readonly string[]> {
    const { signal } = new AbortController();
    const prompts = await Promise.all(requests.map((request) => preparer.prepare(request)));
    const rows = requests.map((request, index) => rowOf(request, prompts[index] as PreparedPrompt, signal));
    if (together) {
      const alike = new Set(rows.map(({ inputs }) => shapeOf(inputs))).size === 1;
      return alike ? (await model.generate(rows, true)).digests : [];
    }
    const digests: string[] = [];
    for (const row of rows) digests.push(...(await model.generate([row], true)).digests);
    return digests;
  }

  return {
    get batchSize() {
      return batchSize;
    },
    set batchSize(size) {
      batchSize = size;
    },
    add,
    cancel: (id) => {
      const entry = entries.get(id);
      if (entry === undefined) return;
      entry.abort.abort();
      if (waiting.includes(entry)) fail(entry, cancelled());
    },
    fingerprint: (requests, together) => inTurn(() => fingerprint(requests, together)).catch(() => []),
  };
}

function cancelled(): UserError {
  return new UserError('CANCELLED', 'The caption was cancelled before it was finished.');
}
