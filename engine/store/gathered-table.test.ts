import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import type { JsonObject } from '../../core/json.ts';
import { locationOf } from '../../core/sample.ts';
import { captionNamed, keyNamed, sampleNamed } from './temporary-content.ts';
import { temporaries } from './temporary-project.ts';

const { temporaryProject } = temporaries(onTestFinished);

const json = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }) as fc.Arbitrary<JsonObject>;
const facets = fc.record({
  location: fc.tuple(fc.string(), fc.string()).map(([root, path]) => locationOf(root, path)),
  existing: fc.array(fc.record({ text: fc.string(), origin: fc.string() }), { maxLength: 2 }),
  evidence: json,
  metadata: json,
  prompt: fc.option(fc.record({ text: fc.string(), question: fc.string(), part: fc.string() }), {
    nil: undefined,
  }),
});
const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

it('[RUN14] members of a stretch come back as they were, wherever the stretch is now', async () => {
  const store = temporaryProject();
  const run = store.beginRun({}).id;
  let home = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(facets, fc.boolean(), fc.nat(20)), { maxLength: 12 }),
      fc.nat(2 ** 40),
      async (given, moved) => {
        home += 1;
        const members = given.map(([some, captioned, place], index) => {
          const name = `${home} ${index}`;
          const [caption] = captioned
            ? store.captionFacets([store.addCaption(captionNamed(name, run))], 0)
            : [];
          const { prompt, ...rest } = some;
          return sampleNamed(name, 1000 + place, {
            ...rest,
            ...(prompt && { prompt }),
            ...(caption && { caption }),
          });
        });
        const digests = Buffer.alloc(16 * members.length, home);
        store.gathered.save('dataset', home, { identity: keyNamed('a'), digests, members, first: 1000 });
        await store.committed();
        const back = store.gathered.members('dataset', home, moved);
        expect(plain(back)).toEqual(
          plain(members.map((sample) => ({ ...sample, ordinal: sample.ordinal - 1000 + moved }))),
        );
        expect([...store.gathered.digests('dataset', home)]).toEqual([...digests]);
      },
    ),
    { numRuns: 30 },
  );
});

it('[RUN4] a stretch is known by its identity until another takes its place, or its source has it no longer', () => {
  const { gathered } = temporaryProject();
  const stretch = { digests: new Uint8Array(), members: [], first: 0 };
  gathered.save('dataset', 1, { ...stretch, identity: keyNamed('a') });
  gathered.save('dataset', 2, { ...stretch, identity: keyNamed('b') });
  gathered.save('other', 2, { ...stretch, identity: keyNamed('c') });
  gathered.save('dataset', 1, { ...stretch, identity: keyNamed('d') });
  gathered.keepOnly('dataset', new Set([1]));
  expect([1, 2].map((home) => gathered.identity('dataset', home))).toEqual([keyNamed('d'), undefined]);
  expect([gathered.identity('other', 2), gathered.identity('nobody', 2)]).toEqual([keyNamed('c'), undefined]);
});
