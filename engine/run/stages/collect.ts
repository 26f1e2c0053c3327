import type { ArtifactDraft } from '../../../core/artifact.ts';
import type { NodeTypeOf } from '../../../core/define-node.ts';
import { UserError } from '../../../core/errors.ts';
import type { Member } from '../../../core/node-context.ts';
import type { Facets } from '../../../core/sample.ts';
import type { ResultKey } from '../../store/run-store.ts';
import { Gathering } from '../gathering.ts';
import { collectionHash, nodeSeedOf, stageKeyOf } from '../key.ts';
import type { Stage } from '../stage.ts';

/** Gathers everything that comes in, and makes the artifact once all upstream is settled [RUN14]. Order is the source's, never that of arrival [RUN9]. */
export async function runCollect(stage: Stage, type: NodeTypeOf<'collect'>): Promise<void> {
  const { store, id, meter } = stage;
  const { start, control } = stage.scope;
  const gathering = new Gathering(stage, type);
  stage.waitForUpstream();
  for (
    let delivery = await stage.inbox.takeStretch();
    delivery !== undefined;
    delivery = await stage.inbox.takeStretch()
  ) {
    gathering.add(delivery.input, delivery.stretch);
    await control.breath();
  }
  await control.gate();
  requireUpstream(stage, type);
  stage.begin();
  gathering.forgetOthers();
  await store.committed();

  const { count } = gathering;
  const key = await keyOf(stage, gathering);
  const known = await store.findArtifact(key, start.id);
  const artifact = known ?? (await store.saveArtifact(key, id, start.id, draftOf(stage, type, gathering)));
  stage.artifact = artifact;
  const kept = Math.min(count, artifact.count);
  meter.settled('kept', kept, known ? kept : 0);
  meter.settled('rejected', count - kept, known ? count - kept : 0);
  meter.left(stage.planned.keptPort, 1);
  await store.committed();
}

async function keyOf(stage: Stage, gathering: Gathering): Promise<ResultKey> {
  const hash = collectionHash(stageKeyOf(stage.planned, { node: stage.id }));
  for (const { digests } of gathering.slices()) {
    hash.add(digests);
    await stage.scope.control.breath();
  }
  return hash.key();
}

function draftOf(stage: Stage, type: NodeTypeOf<'collect'>, gathering: Gathering): ArtifactDraft {
  const { control, dependencies } = stage.scope;
  const samples = () => gathering.samples() as Iterable<Member<Facets>>;
  return type.run({ count: gathering.count, samples }, stage.planned.params, {
    signal: control.signal,
    seed: nodeSeedOf(stage.planned),
    log: (level, message) => dependencies.log(level, stage.id, message),
  });
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
