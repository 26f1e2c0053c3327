import type { NodeTypeOf } from '../../../core/define-node.ts';
import { findSharedDigests } from '../shared-digests.ts';
import type { Settlement, Stage } from '../stage.ts';
import { digested, digester } from './scan.ts';

const SLICE = 512;

/** Verdicts that need all samples: they wait in the store, not in memory, and are judged in source order once the last has come [RUN2]. */
export async function runCohort(stage: Stage, type: NodeTypeOf<'cohort'>): Promise<void> {
  const { store, id } = stage;
  const { start, control } = stage.scope;
  const digests = digester(stage, type);
  let count = 0;
  stage.waitForUpstream();
  for (
    let arrivals = await stage.inbox.take(SLICE);
    arrivals !== undefined;
    arrivals = await stage.inbox.take(SLICE)
  ) {
    await control.gate();
    const samples = arrivals.map(({ sample }) => sample);
    for (const { sample, digest } of await digests.all(samples)) {
      count += 1;
      // The number tells apart what comes by two ways.
      store.addMember(start.id, id, String(count), sample, digest);
    }
  }
  stage.begin();
  await store.committed();
  const samples = () => store.memberDigests(start.id, id);
  const sharedDigests = (atLeast: number) => findSharedDigests(samples, count, atLeast, control.breath);
  const judge = await type.judge({ samples, sharedDigests }, stage.planned.params);
  let slice: Settlement[] = [];
  for (const { sample, digest } of store.members(start.id, id)) {
    slice.push(digests.settlement(sample, judge(digested(sample, digest))));
    if (slice.length < SLICE) continue;
    await control.gate();
    await stage.settle(slice);
    slice = [];
  }
  await stage.settle(slice);
  digests.flush();
}
