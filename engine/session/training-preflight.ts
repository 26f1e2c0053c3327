import type { Artifact } from '../../core/artifact.ts';
import { UserError } from '../../core/errors.ts';
import { findNode } from '../../core/flow.ts';
import { wiresInto } from '../../core/flow-graph.ts';
import type { TrainingPreflight } from '../../core/training/training-preflight.ts';
import type { TrainingRequest } from '../../core/training/training-request.ts';
import type { ProjectSession } from './project-session.ts';

/** What training at a node would take, with the datasets and models that were made last. Throws NOT_FOUND, INPUT_MISSING, TRAINER_MISSING. */
export async function* preflightNode(
  project: ProjectSession,
  id: string,
  probe: boolean,
  signal: AbortSignal | undefined,
): AsyncGenerator<TrainingPreflight, void, void> {
  const request = requestOf(project, id);
  const { records, training } = project.parts;
  yield* training.preflight(id, request, { records, probe, signal });
}

/** What the node asks for when it runs. */
function requestOf({ store, parts }: ProjectSession, id: string): TrainingRequest {
  const flow = store.flow.flow();
  const node = findNode(flow, id);
  const type = node && parts.library.types.get(node.type);
  if (node === undefined || type?.shape !== 'job')
    throw new UserError('NOT_FOUND', `There is no training node “${id}”.`, {
      remedy: 'Choose another node.',
    });
  const artifacts: Record<string, Artifact[]> = {};
  for (const { from, to } of wiresInto(flow, id)) {
    const artifact = store.artifacts.latest(from.node);
    if (artifact === undefined)
      throw new UserError('INPUT_MISSING', `“${from.node}” has not made anything yet.`, {
        remedy: 'Run the flow up to it first.',
      });
    artifacts[to.port] = [...(artifacts[to.port] ?? []), artifact];
  }
  const asked = type.request?.(artifacts, type.params.parse(node.params));
  if (asked === undefined)
    throw new UserError('USAGE', `“${id}” trains nothing.`, { remedy: 'Choose a training node.' });
  return asked;
}
