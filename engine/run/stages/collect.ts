import type { NodeTypeOf } from '../../../core/define-node.ts';
import { UserError } from '../../../core/errors.ts';
import type { Sample } from '../../../core/sample.ts';
import { memberHash, nodeSeedOf, stageKeyOf } from '../key.ts';
import type { Stage } from '../stage.ts';

/** Gathers everything that comes in, and makes the artifact once all upstream is settled [RUN14]. Order is the source's, never that of arrival [RUN9]. */
export async function runCollect(stage: Stage, type: NodeTypeOf<'collect'>): Promise<void> {
  const { store, id, meter } = stage;
  const { start, control, dependencies } = stage.scope;
  stage.waitForUpstream();
  for (
    let arrivals = await stage.inbox.take(512);
    arrivals !== undefined;
    arrivals = await stage.inbox.take(512)
  ) {
    for (const { sample, input } of arrivals) store.addMember(start.id, id, input, sample, '');
  }
  await control.gate();
  requireUpstream(stage, type);
  stage.begin();
  await store.committed();

  const count = store.memberCount(start.id, id);
  const samples = function* (): Iterable<Sample> {
    for (const { sample } of store.members(start.id, id)) yield sample;
  };
  const hash = memberHash(stageKeyOf(stage.planned, { node: id }));
  for (const sample of samples()) hash.add(sample);
  const key = hash.key();
  const known = store.findArtifact(key, start.id);
  const artifact =
    known ??
    store.saveArtifact(
      key,
      id,
      start.id,
      type.run({ count, samples }, stage.planned.params, {
        signal: control.signal,
        seed: nodeSeedOf(stage.planned),
        log: (level, message) => dependencies.log(level, id, message),
      }),
    );
  stage.artifact = artifact;
  const kept = Math.min(count, artifact.count);
  meter.settled('kept', kept, known ? kept : 0);
  meter.settled('rejected', count - kept, known ? count - kept : 0);
  meter.left(stage.planned.keptPort, 1);
  await store.committed();
}

function requireUpstream(stage: Stage, type: NodeTypeOf<'collect'>): void {
  for (const ancestor of stage.ancestors()) {
    if (ancestor.meter.state === 'error') {
      throw new UserError('UPSTREAM_FAILED', `"${ancestor.title}" did not finish.`, {
        remedy: 'Repair it and run again: what is done is reused.',
      });
    }
    if (ancestor.meter.failed > 0 && type.onFailures(stage.planned.params) === 'stop') {
      throw new UserError(
        'UPSTREAM_FAILED',
        `${ancestor.meter.failed} samples failed in "${ancestor.title}".`,
        {
          remedy: 'Retry them, or let this node go on without them.',
          fix: 'retry-failed',
        },
      );
    }
  }
}
