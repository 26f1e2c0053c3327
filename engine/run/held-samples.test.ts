import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { sampleNamed } from '../store/temporary-content.ts';
import { temporaries } from '../store/temporary-project.ts';
import { HeldSamples } from './held-samples.ts';

const { temporaryProject } = temporaries(onTestFinished);

/** Samples of every ordinal below `count`, two of each third one, in any order. */
const arrivals = fc.integer({ min: 1, max: 60 }).chain((count) => {
  const names = Array.from({ length: count }, (_, ordinal) =>
    ordinal % 3 === 0 ? [`${ordinal} a`, `${ordinal} b`] : [`${ordinal}`],
  ).flat();
  return fc.shuffledSubarray(names, { minLength: names.length });
});

it('[RUN2] samples that wait for an early one wait in the store, and are judged in source order', async () => {
  const store = temporaryProject();
  let node = 0;
  const property = fc.asyncProperty(
    arrivals,
    fc.integer({ min: 1, max: 7 }),
    fc.integer({ min: 1, max: 8 }),
    async (names, perTurn, mostHeld) => {
      const run = store.beginRun({}).id;
      const id = `scan${node++}`;
      const judged: string[] = [];
      const held = new HeldSamples<string>({
        store: ({ sample, digest }, number) => store.addMember(run, id, String(number), sample, digest),
        stored: (from) => store.members(run, id, from),
        judge: ({ digest }) => digest,
        settle: async (some) => void judged.push(...some),
        breath: () => undefined,
        mostHeld,
      });
      const ordinalOf = (name: string) => Number(name.split(' ')[0]);
      for (let from = 0; from < names.length; from += perTurn) {
        const some = names.slice(from, from + perTurn);
        held.add(some.map((name) => ({ sample: sampleNamed(name, ordinalOf(name)), digest: name })));
        held.release(Math.min(...names.slice(from + perTurn).map(ordinalOf)));
        await held.settled();
      }
      const inOrder = names.toSorted(
        (a, b) => ordinalOf(a) - ordinalOf(b) || (sampleNamed(a).id < sampleNamed(b).id ? -1 : 1),
      );
      expect(judged).toEqual(inOrder);
    },
  );
  await fc.assert(property, { numRuns: 60 });
});
