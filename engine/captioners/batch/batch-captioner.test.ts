import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CaptionReply, CaptionRequest } from '../../../core/captioner.ts';
import type { ImageHash, RunId } from '../../../core/ids.ts';
import { temporaries } from '../../store/temporary-project.ts';
import type { Budget, OpenCaptioner, Reservation } from '../captioner-service.ts';
import { endpointFacts } from '../endpoint/endpoint-facts.ts';
import { worstCaseTokens } from '../endpoint/prices.ts';
import { testingCaption } from '../endpoint/testing-endpoint.ts';
import { BatchDesk } from './batch-desk.ts';
import type { BatchLimits } from './batch-limits.ts';
import { openBatchCaptioner } from './open-batch-captioner.ts';
import { startTestingBatchServer } from './testing-batch-server.ts';

const { temporaryProject, temporaryFolder } = temporaries(onTestFinished);
const never = new AbortController().signal;
const FREE: Budget = { capped: false, reserve: async () => ({ settle: () => undefined }) };
const facts = endpointFacts({ inputPerMillion: 1, outputPerMillion: 1 });

/** Of the longest of the requests below: their prompts differ by a digit. */
const TOKENS_EACH = worstCaseTokens(requestOf(99, 0), facts.profileOf('test-model'), {
  maxPixels: 10_000,
}).input;

/** A captioner on a store and a server of its own, without a run around it. */
async function openCaptioner(limits: Partial<BatchLimits>, budget: Budget = FREE) {
  const server = await startTestingBatchServer();
  server.automatic = true;
  const store = temporaryProject();
  const folder = temporaryFolder();
  const endpoint = { name: 'mine', url: server.url, model: 'test-model' };
  const desk = new BatchDesk({
    table: store.providerBatches,
    store,
    readOnly: false,
    folder,
    access: async () => ({ endpoint, key: undefined, facts }),
  });
  const direct = { identity: {}, title: 'test-model', note: undefined, close: async () => undefined };
  const captioner = openBatchCaptioner({
    desk,
    direct: direct as unknown as OpenCaptioner,
    endpoint: 'mine',
    model: 'test-model',
    profile: facts.profileOf('test-model'),
    price: undefined,
    enqueuedTokens: undefined,
    retries: 'batch',
    node: 'captioner',
    run: 1 as RunId,
    budget,
    images: { encode: async (image) => ({ mime: 'image/png', bytes: pictureOf(image) }) },
    limits,
  });
  async function close(): Promise<void> {
    await captioner.close();
    await desk.close();
    await server.close();
  }
  return { server, captioner, folder, close };
}

/** The longer the number behind the hash, the larger the picture. */
function pictureOf(image: ImageHash): Uint8Array {
  return Buffer.alloc(Number.parseInt(image.slice(0, 3), 16), image);
}

function requestOf(index: number, bytes: number): CaptionRequest {
  const rest = createHash('sha256').update(String(index)).digest('hex').slice(3);
  const image = `${bytes.toString(16).padStart(3, '0')}${rest}` as ImageHash;
  const sampling = { maxTokens: 10, temperature: 0 };
  return { image, prompt: `Number ${index}.`, sampling, seed: 0, maxPixels: 10_000 };
}

/** Asks all at once, and says that nothing more comes. */
async function askAll(captioner: OpenCaptioner, requests: readonly CaptionRequest[], signal = never) {
  const nudging = setInterval(() => captioner.nudge?.(false), 5);
  try {
    return (await Promise.all(requests.map((one) => captioner.caption([one], signal)))).map(
      ([reply]) => reply,
    );
  } finally {
    clearInterval(nudging);
  }
}

describe('splitting into batches', () => {
  it('[BAT2] every request is in one batch, in the order of asking, and no batch is beyond its limits', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 5000, max: 30_000 }),
        fc.integer({ min: 1, max: 12 }),
        async (sizes, most, bytes, tokensFor) => {
          const tokens = tokensFor * TOKENS_EACH;
          const { server, captioner, folder, close } = await openCaptioner({ requests: most, bytes, tokens });
          const requests = sizes.map((size, index) => requestOf(index, size));
          const replies = await askAll(captioner, requests);
          await close();
          const files = server.batches.map(({ inputFile }) => server.files.get(inputFile) ?? Buffer.alloc(0));
          const sent = server.batches.map((batch) => batch.requests.map(({ prompt }) => prompt));
          // Several are under way at once, so that they may arrive in another order; within and over them nothing is missing or twice.
          expect(sent.flat().sort()).toEqual(requests.map(({ prompt }) => prompt).sort());
          const number = (prompt: string | undefined) => Number(/\d+/.exec(prompt ?? '')?.[0]);
          for (const batch of sent)
            expect(batch.map(number)).toEqual(batch.map((_, at) => number(batch[0]) + at));
          expect(Math.max(...sent.map((batch) => batch.length))).toBeLessThanOrEqual(
            Math.min(most, tokensFor),
          );
          expect(Math.max(...files.map((file) => file.byteLength))).toBeLessThanOrEqual(bytes);
          expect(replies.map((reply) => (reply as CaptionReply).text)).toEqual(
            requests.map(({ image, prompt }) => testingCaption(hashOf(pictureOf(image)), prompt)),
          );
          expect(readdirSync(folder)).toEqual([]);
        },
      ),
      { numRuns: 5 },
    );
  }, 30_000);

  it('[BAT2] a request that fits into no batch fails alone', async () => {
    const { captioner, close } = await openCaptioner({ bytes: 2000 });
    const [small, large] = await askAll(captioner, [requestOf(1, 10), requestOf(2, 4000)]);
    await close();
    expect(small).toMatchObject({ finishReason: 'stop' });
    expect(large).toMatchObject({ code: 'IMAGE_TOO_LARGE' });
  });
});

describe('stopping', () => {
  it('[BAT4] [RUN8] does not wait for room under the cap, and gives back what comes too late', async () => {
    const room = Promise.withResolvers<Reservation>();
    const asked = Promise.withResolvers<void>();
    const budget: Budget = {
      capped: true,
      reserve: () => {
        asked.resolve();
        return room.promise;
      },
    };
    const { server, captioner, folder, close } = await openCaptioner({}, budget);
    const stop = new AbortController();
    const replies = askAll(captioner, [requestOf(1, 10), requestOf(2, 10)], stop.signal);
    await asked.promise;
    stop.abort();
    expect(await replies).toMatchObject([{ code: 'CANCELLED' }, { code: 'CANCELLED' }]);
    await close();
    expect([server.log, readdirSync(folder)]).toEqual([[], []]);
    const settled: number[] = [];
    room.resolve({ settle: (usd) => settled.push(usd) });
    await room.promise;
    await Promise.resolve();
    expect(settled).toEqual([0]);
  });
});

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
