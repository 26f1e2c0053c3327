import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { JsonObject } from '../../core/json.ts';
import type { StoredVerdict } from './run-store.ts';
import { captionNamed, keyNamed } from './temporary-content.ts';
import { temporaries } from './temporary-project.ts';

const { temporaryProject } = temporaries(onTestFinished);

const json = fc.dictionary(fc.string(), fc.jsonValue()) as fc.Arbitrary<JsonObject>;
const patch = fc.oneof(
  fc.constant({}),
  fc.record({ metadata: json }),
  fc.record({
    evidence: json,
    prompt: fc.record({ text: fc.string(), question: fc.string(), part: fc.string() }),
  }),
);
const verdict: fc.Arbitrary<StoredVerdict> = fc.oneof(
  fc.record({ kind: fc.constant('kept' as const), patch }),
  fc.record({ kind: fc.constant('kept' as const), patch, caption: fc.constant(1 as never) }),
  fc.record({ kind: fc.constant('rejected' as const), patch, reason: fc.string() }),
  fc.record({
    kind: fc.constant('rejected' as const),
    patch,
    reason: fc.string(),
    detail: fc.string(),
    caption: fc.constant(1 as never),
  }),
  fc.record({
    kind: fc.constant('failed' as const),
    error: fc.record({
      code: fc.constant('IMAGE_DAMAGED' as const),
      message: fc.string(),
      attempts: fc.nat(),
    }),
  }),
);
const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

describe('results', () => {
  it('[RUN4] come back as they were, from the open group and from disk', async () => {
    const store = temporaryProject();
    store.addCaption(captionNamed('a', store.beginRun({}).id));
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(verdict, { maxLength: 32 }), async (verdicts) => {
        round += 1;
        const keys = verdicts.map((_, i) => keyNamed(`${round} ${i}`));
        for (const [i, key] of keys.entries()) store.saveResult(key, 'node', verdicts[i] as StoredVerdict);
        const queued = store.findResults(keys);
        await store.committed();
        const stored = store.findResults([...keys, keyNamed('unknown')]);
        expect(plain(queued)).toEqual(plain(verdicts));
        expect(plain(stored)).toEqual(plain([...verdicts, undefined]));
      }),
      // Each waits for a group to reach the disk: many results in few rounds.
      { numRuns: 15 },
    );
  });

  it('[STORE9] the later of two results under a key holds', async () => {
    const store = temporaryProject();
    const key = keyNamed('a');
    store.saveResult(key, 'node', { kind: 'rejected', reason: 'one', patch: {} });
    await store.committed();
    store.saveResult(key, 'node', { kind: 'rejected', reason: 'two', patch: {} });
    expect(store.findResults([key])).toEqual([{ kind: 'rejected', reason: 'two', patch: {} }]);
    await store.committed();
    expect(store.findResults([key])).toEqual([{ kind: 'rejected', reason: 'two', patch: {} }]);
  });
});
