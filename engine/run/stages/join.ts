import type { NodeTypeOf } from '../../../core/define-node.ts';
import { toErrorRecord } from '../../../core/errors.ts';
import type { SampleId } from '../../../core/ids.ts';
import type { Sample, SampleFacets } from '../../../core/sample.ts';
import { createCompactSet, hash52 } from '../../../nodes/compact-set.ts';
import { nodeSeedOf, sampleSeedOf, stageKeyOf } from '../key.ts';
import { Seen } from '../seen.ts';
import { type Settlement, type Stage, withPatch } from '../stage.ts';

interface Waiting {
  readonly sample: Sample;
  readonly input: string;
}

/**
 * Brings samples of several inputs together by their root. Accepts from every input at any time; what waits for a partner waits in the store,
 * so that a join never holds up a stage that its partner depends on.
 */
export async function runJoin(stage: Stage, type: NodeTypeOf<'join'>): Promise<void> {
  const { store, id } = stage;
  const { start, control } = stage.scope;
  const inputs = Object.keys(type.inputs).filter((port) =>
    stage.planned.inputs.some((wire) => wire.port === port),
  );
  const seen = new Seen(store, stageKeyOf(stage.planned));
  const settled = createCompactSet();
  const settle = async (root: SampleId, waiting: readonly Waiting[]): Promise<void> => {
    settled.add(root);
    await stage.settle(join(stage, type, inputs, waiting, seen));
  };
  for (
    let arrivals = await stage.inbox.take(256);
    arrivals !== undefined;
    arrivals = await stage.inbox.take(256)
  ) {
    await control.gate();
    for (const { sample, input } of arrivals) store.addMember(start.id, id, input, sample, '');
    if (type.multiplicity === 'all') continue;
    for (const root of new Set(arrivals.map(({ sample }) => sample.root))) {
      const waiting = store.membersOfRoot(start.id, id, root);
      if (!settled.has(root) && inputs.every((port) => waiting.some(({ input }) => input === port)))
        await settle(root, waiting);
      else if (settled.has(root))
        await stage.settle(arrivals.filter(({ sample }) => sample.root === root).map(extra));
    }
  }
  await store.committed();
  for (const { sample } of store.members(start.id, id)) {
    if (settled.has(sample.root)) continue;
    await settle(sample.root, store.membersOfRoot(start.id, id, sample.root));
  }
  seen.flush();
}

function join(
  stage: Stage,
  type: NodeTypeOf<'join'>,
  inputs: readonly string[],
  waiting: readonly Waiting[],
  seen: Seen,
): Settlement[] {
  const byInput: Record<string, SampleFacets[]> = {};
  for (const { sample, input } of waiting) byInput[input] = [...(byInput[input] ?? []), sample.facets];
  const first = waiting.find(({ input }) => input === inputs[0]) ?? waiting[0];
  if (!first) return [];
  if (inputs.some((port) => byInput[port] === undefined)) {
    return waiting.map(({ sample }) => ({
      sample,
      outcome: 'rejected',
      reused: false,
      reason: 'no partner',
    }));
  }
  try {
    const seed = sampleSeedOf(nodeSeedOf(stage.planned), first.sample.root);
    const verdict = type.run(byInput, stage.planned.params, {
      seed,
      signal: stage.scope.control.signal,
      log: (level, message) => stage.scope.dependencies.log(level, stage.id, message),
    });
    const carrier = waiting.find(({ input }) => input === verdict.carrier) ?? first;
    return waiting.map(({ sample, input }) => {
      const reused = seen.check(
        sample.ordinal,
        hash52(`${sample.id} ${input} ${JSON.stringify(byInput)}`, 0),
      );
      if (verdict.kind === 'rejected') {
        const { reason, detail } = verdict;
        return { sample, outcome: 'rejected', reused, reason, ...(detail !== undefined && { detail }) };
      }
      const { caption: _caption, ...patch } = verdict.patch;
      return {
        sample,
        outcome: 'kept',
        reused,
        out: sample === carrier.sample ? [withPatch(sample, patch, undefined)] : [],
      };
    });
  } catch (thrown) {
    return waiting.map(({ sample }) => ({
      sample,
      outcome: 'failed',
      reused: false,
      error: toErrorRecord(thrown),
    }));
  }
}

function extra({ sample }: Waiting): Settlement {
  return { sample, outcome: 'rejected', reused: false, reason: 'joined already' };
}
