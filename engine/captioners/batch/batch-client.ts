import { openAsBlob } from 'node:fs';
import { lstat } from 'node:fs/promises';
import type OpenAI from 'openai';
import { APIError } from 'openai';
import { z } from 'zod';
import { UserError } from '../../../core/errors.ts';
import { badReply } from '../endpoint/read-chat-reply.ts';
import { MARK_NAME, type RemoteBatch, readRemoteBatch } from './remote-batch.ts';
import { type TextLine, textLines } from './text-lines.ts';

/** Answers that tell of a batch are small. */
const MOST_BYTES = 4 * 1024 * 1024;
const CALL_MS = 60_000;
/** A file of 200 MB over a slow line. */
const TRANSFER_MS = 2 * 3_600_000;
/** Batches that are looked through for one whose submission was not answered. */
const MOST_LISTED = 500;

const fileShape = z.object({ id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,199}$/) });
const listShape = z.object({
  data: z.array(z.unknown()).max(1000),
  has_more: z.boolean().nullish().catch(undefined),
});

/** The part of the protocol that batches need. Throws what the SDK and the network throw; `classifyFailure` sorts it. */
export interface BatchClient {
  /** Sends a file of requests; gives the provider's id of it. */
  upload(path: string, name: string, signal: AbortSignal): Promise<string>;
  create(inputFile: string, mark: string, signal: AbortSignal): Promise<RemoteBatch>;
  /** Undefined where the provider knows none of this id. */
  retrieve(id: string, signal: AbortSignal): Promise<RemoteBatch | undefined>;
  /** Looks for a batch whose submission was never answered, among the latest. `unknown` where the provider keeps no list. */
  findMarked(mark: string, inputFile: string, signal: AbortSignal): Promise<RemoteBatch | 'none' | 'unknown'>;
  cancel(id: string, signal: AbortSignal): Promise<RemoteBatch>;
  /** Lines of a file of replies, streamed. */
  lines(file: string, signal: AbortSignal): AsyncIterable<TextLine>;
  /** Best effort: what is left at the provider costs nothing. */
  removeFile(file: string, signal: AbortSignal): Promise<void>;
}

export function createBatchClient(client: OpenAI): BatchClient {
  const options = (signal: AbortSignal, ms: number) => ({
    signal: AbortSignal.any([signal, AbortSignal.timeout(ms)]),
    // The SDK's own time limit ends with the headers; ours is in the signal and holds for the body, too.
    timeout: 2 ** 31 - 1,
  });
  const batchOf = async (answer: { asResponse(): Promise<Response> }): Promise<RemoteBatch> => {
    const { content, text } = await readJson(await answer.asResponse());
    const batch = readRemoteBatch(content);
    if (batch === undefined) throw badReply(text);
    return batch;
  };

  return {
    upload: async (path, name, signal) => {
      // Whatever a name leads to must be the file that we wrote, and no link to another.
      if (!(await lstat(path)).isFile()) throw new Error('The file of requests is no file.');
      const file = new File([await openAsBlob(path, { type: 'application/jsonl' })], name);
      const answer = client.files.create({ file, purpose: 'batch' }, options(signal, TRANSFER_MS));
      const { content, text } = await readJson(await answer.asResponse());
      const parsed = fileShape.safeParse(content);
      if (!parsed.success) throw badReply(text);
      return parsed.data.id;
    },
    create: (inputFile, mark, signal) =>
      batchOf(
        client.batches.create(
          {
            input_file_id: inputFile,
            endpoint: '/v1/chat/completions',
            completion_window: '24h',
            metadata: { [MARK_NAME]: mark },
          },
          options(signal, CALL_MS),
        ),
      ),
    retrieve: async (id, signal) => {
      try {
        return await batchOf(client.batches.retrieve(id, options(signal, CALL_MS)));
      } catch (thrown) {
        if (thrown instanceof APIError && thrown.status === 404) return undefined;
        throw thrown;
      }
    },
    findMarked: async (mark, inputFile, signal) => {
      let after: string | undefined;
      for (let listed = 0; listed < MOST_LISTED; ) {
        const page = await listPage(client, after, options(signal, CALL_MS));
        if (page === undefined) return 'unknown';
        const found = page.batches.find((batch) => batch.mark === mark || batch.inputFile === inputFile);
        if (found !== undefined) return found;
        after = page.batches.at(-1)?.id;
        if (!page.more || after === undefined) return 'none';
        listed += page.batches.length;
      }
      return 'none';
    },
    cancel: (id, signal) => batchOf(client.batches.cancel(id, options(signal, CALL_MS))),
    lines: async function* (file, signal) {
      const response = await client.files.content(file, options(signal, TRANSFER_MS)).asResponse();
      yield* textLines(response.body ?? []);
    },
    removeFile: async (file, signal) => {
      try {
        await client.files.delete(file, options(signal, CALL_MS));
      } catch {
        // It is of no use to anybody, and goes by itself in time.
      }
    },
  };
}

/** One page of the provider's list; undefined where it keeps none. */
async function listPage(
  client: OpenAI,
  after: string | undefined,
  options: { readonly signal: AbortSignal; readonly timeout: number },
): Promise<{ readonly batches: readonly RemoteBatch[]; readonly more: boolean } | undefined> {
  try {
    const answer = client.batches.list({ limit: 100, ...(after !== undefined && { after }) }, options);
    const { content } = await readJson(await answer.asResponse());
    const parsed = listShape.safeParse(content);
    if (!parsed.success) return undefined;
    const batches = parsed.data.data.flatMap((one) => readRemoteBatch(one) ?? []);
    return { batches, more: parsed.data.has_more ?? false };
  } catch (thrown) {
    if (thrown instanceof APIError && (thrown.status === 404 || thrown.status === 405)) return undefined;
    throw thrown;
  }
}

async function readJson(response: Response): Promise<{ readonly content: unknown; readonly text: string }> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) throw tooLong();
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    return { content: JSON.parse(text), text };
  } catch {
    return { content: undefined, text };
  }
}

function tooLong(): UserError {
  return new UserError('ENDPOINT_BAD_REPLY', 'The endpoint’s answer is far too long for what was asked.', {
    remedy: 'Check the address in the settings.',
  });
}
