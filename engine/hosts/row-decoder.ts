import { createHash, type Hash } from 'node:crypto';
import { LogitsProcessor, StoppingCriteria, type Tensor } from '@huggingface/transformers';
import type { Sampling } from '../../core/captioner.ts';

/** Words below this rank are not drawn; what transformers does unless it is told otherwise. */
const TOP_K = 50;

/** One row of a batch: what it is to draw by, and when it is given up. */
export interface RowRequest {
  readonly sampling: Sampling;
  readonly seed: number;
  /** New tokens at most. */
  readonly maxTokens: number;
  readonly signal: AbortSignal;
}

/** What a row has come to. `ids` are without the end token. */
export interface RowResult {
  readonly ids: readonly number[];
  readonly ended: 'stop' | 'length' | 'cancelled';
}

/**
 * Chooses the next token of every row by that row's own sampling and seed, so that a row's words do not depend on the rows beside it.
 * Stands last in the chain of processors: what it leaves is one certain token a row. A row that has ended is held at its end, so that a
 * batch ends with its longest row.
 */
export class RowDecoder extends LogitsProcessor {
  readonly #rows: readonly DecodedRow[];

  /** @param fingerprints whether `digests` are wanted */
  constructor(requests: readonly RowRequest[], endTokens: readonly number[], fingerprints = false) {
    super();
    this.#rows = requests.map((request) => new DecodedRow(request, endTokens, fingerprints));
  }

  override _call(_inputIds: bigint[][], logits: Tensor): Tensor {
    const vocabulary = logits.dims.at(-1) ?? 0;
    const data = logits.data as Float32Array;
    for (const [index, row] of this.#rows.entries()) {
      const scores = data.subarray(index * vocabulary, (index + 1) * vocabulary);
      const token = row.next(scores);
      scores.fill(Number.NEGATIVE_INFINITY);
      scores[token] = 0;
    }
    return logits;
  }

  /** Ends the batch when every row has ended. */
  stopping(): StoppingCriteria {
    return new RowsEnded(this.#rows);
  }

  get results(): readonly RowResult[] {
    return this.#rows.map((row) => ({ ids: row.ids, ended: row.ended ?? 'length' }));
  }

  /** SHA-256 over the scores of all steps of each row, up to its end. */
  get digests(): readonly string[] {
    return this.#rows.map((row) => row.scores?.digest('hex') ?? '');
  }
}

class RowsEnded extends StoppingCriteria {
  readonly #rows: readonly DecodedRow[];

  constructor(rows: readonly DecodedRow[]) {
    super();
    this.#rows = rows;
  }

  override _call(): boolean[] {
    return this.#rows.map((row) => row.ended !== undefined);
  }
}

class DecodedRow {
  readonly ids: number[] = [];
  readonly scores: Hash | undefined;
  ended: RowResult['ended'] | undefined;
  readonly #request: RowRequest;
  readonly #endTokens: readonly number[];
  readonly #random: () => number;

  constructor(request: RowRequest, endTokens: readonly number[], fingerprints: boolean) {
    this.#request = request;
    this.#endTokens = endTokens;
    this.#random = uniformFrom(request.seed);
    this.scores = fingerprints ? createHash('sha256') : undefined;
  }

  next(scores: Float32Array): number {
    const end = this.#endTokens[0] ?? 0;
    if (this.#request.signal.aborted) this.ended ??= 'cancelled';
    if (this.ended !== undefined) return end;
    this.scores?.update(new Uint8Array(scores.buffer, scores.byteOffset, scores.byteLength));
    const token = this.#choose(scores);
    if (this.#endTokens.includes(token)) this.ended = 'stop';
    else if (this.ids.push(token) >= this.#request.maxTokens) this.ended = 'length';
    return token;
  }

  #choose(scores: Float32Array): number {
    const { temperature, topP } = this.#request.sampling;
    if (temperature <= 0) return likeliest(scores);
    return drawToken(scores, temperature, topP ?? 1, this.#random());
  }
}

/** The first of the highest scores. */
function likeliest(scores: Float32Array): number {
  let best = 0;
  for (let token = 1; token < scores.length; token++) {
    if ((scores[token] as number) > (scores[best] as number)) best = token;
  }
  return best;
}

/**
 * Draws one of the 50 likeliest tokens, or of as many of them as make up the part `topP` of their probability.
 *
 * @param at where in the summed probabilities, in [0, 1)
 */
export function drawToken(scores: Float32Array, temperature: number, topP: number, at: number): number {
  const tokens = rankTokens(scores);
  const highest = scores[tokens[0] ?? 0] ?? 0;
  const weights = tokens.map((token) => Math.exp(((scores[token] as number) - highest) / temperature));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let kept = 0;
  let count = 0;
  while (count < weights.length && (count === 0 || kept < topP * whole)) kept += weights[count++] as number;
  let left = at * kept;
  for (let index = 0; index < count - 1; index++) {
    left -= weights[index] as number;
    if (left < 0) return tokens[index] as number;
  }
  return tokens[count - 1] as number;
}

/** The `TOP_K` likeliest tokens, likeliest first, equal ones by their number. */
function rankTokens(scores: Float32Array): number[] {
  const ranked: number[] = [];
  for (let token = 0; token < scores.length; token++) {
    const score = scores[token] as number;
    if (ranked.length === TOP_K && score <= (scores[ranked[TOP_K - 1] as number] as number)) continue;
    let place = ranked.length;
    while (place > 0 && (scores[ranked[place - 1] as number] as number) < score) place--;
    ranked.splice(place, 0, token);
    if (ranked.length > TOP_K) ranked.pop();
  }
  return ranked;
}

/** Numbers in [0, 1) that follow from a 32-bit seed alone: the generator mulberry32. */
function uniformFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
