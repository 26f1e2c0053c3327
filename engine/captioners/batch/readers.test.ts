import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusedBatch, tokenLimitIn } from './batch-errors.ts';
import { VISITING_PACE } from './pace.ts';
import { readBatchLine } from './read-batch-line.ts';
import { readRemoteBatch } from './remote-batch.ts';
import { textLines } from './text-lines.ts';

async function linesOf(chunks: readonly Uint8Array[], longest?: number): Promise<(string | 'too long')[]> {
  const lines: string[] = [];
  for await (const line of textLines(chunks, longest)) lines.push('text' in line ? line.text : 'too long');
  return lines;
}

/** Bytes in chunks of these lengths, over and over. */
function cut(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0, index = 0; at < bytes.length; index += 1) {
    const length = lengths[index % lengths.length] ?? 1;
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return chunks;
}

describe('lines of a file of replies', () => {
  const line = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/\s/.test(text));

  it('[BAT7] are the same wherever the stream is cut, also within a character', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(line),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        async (lines, lengths, ended) => {
          const text = lines.join('\n') + (ended ? '\n' : '');
          expect(await linesOf(cut(Buffer.from(text), lengths))).toEqual(lines.map((one) => one.trim()));
        },
      ),
    );
  });

  it('[BAT7] that are too long are passed over, and those after them are read', async () => {
    const text = `short\n${'x'.repeat(100)}\nlast`;
    expect(await linesOf(cut(Buffer.from(text), [7]), 20)).toEqual(['short', 'too long', 'last']);
  });
});

describe('what a provider says', () => {
  it('[BAT7] a line is ours or nothing, whatever stands there', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const read = readBatchLine(text);
        expect(read === undefined || /^[0-9a-f]{32}$/.test(read.key)).toBe(true);
      }),
    );
    const key = 'a'.repeat(32);
    expect(readBatchLine(JSON.stringify({ custom_id: `${key}-2`, response: null, error: null }))).toEqual({
      key,
      attempt: 2,
      response: undefined,
      error: undefined,
    });
    expect(readBatchLine(JSON.stringify({ custom_id: `../${key}-2` }))).toBeUndefined();
  });

  it('[BAT7] an id that could lead elsewhere is no id', () => {
    const batch = {
      id: 'batch_1',
      status: 'completed',
      output_file_id: '../../models',
      error_file_id: 'file-2',
    };
    expect(readRemoteBatch(batch)).toMatchObject({ outputFile: undefined, errorFile: 'file-2' });
    expect(readRemoteBatch({ ...batch, id: 'a/../b' })).toBeUndefined();
    expect(readRemoteBatch({ ...batch, status: 'sleeping' })).toBeUndefined();
    fc.assert(fc.property(fc.anything(), (content) => void readRemoteBatch(content)));
  });

  it('[BAT6] a refusal for too many tokens names the limit', () => {
    const said =
      'token_limit_exceeded: Enqueued token limit reached for gpt-4o in organization org-1. Limit: 90,000 enqueued tokens.';
    expect(tokenLimitIn(said)).toEqual({ limit: 90_000 });
    expect(tokenLimitIn('token_limit_exceeded')).toEqual({ limit: undefined });
    expect(tokenLimitIn('invalid_json_line: 3')).toBeUndefined();
    expect(refusedBatch('mine', 'billing_hard_limit_reached').code).toBe('ENDPOINT_QUOTA');
    expect(refusedBatch('mine', 'invalid_json_line').code).toBe('BATCH_FAILED');
  });

  it('[BAT5] a batch is asked about seldom when it is old or in trouble', () => {
    fc.assert(
      fc.property(fc.nat(100_000_000), fc.nat(50), (age, troubles) => {
        const wait = VISITING_PACE(age, troubles);
        return wait >= 2000 && wait <= 600_000 && wait <= VISITING_PACE(age + 1000, troubles + 1);
      }),
    );
  });
});
