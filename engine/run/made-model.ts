import type { Artifact } from '../../core/artifact.ts';
import { UserError } from '../../core/errors.ts';
import { findNode } from '../../core/flow.ts';
import type { RunStore } from '../store/run-store.ts';
import type { Stage } from './stage.ts';

/** Whether a node's last result is a model; whether its files are still there is found when it is taken. */
export function hasModel(store: Pick<RunStore, 'latestArtifact'>, node: string): boolean {
  return store.latestArtifact(node)?.kind === 'model';
}

/** The model that a node outside of this run made last. Throws MODEL_LOAD where its files are gone. */
export async function requireMadeModel({ store, scope }: Stage, maker: string): Promise<Artifact> {
  const model = store.latestArtifact(maker);
  const title = findNode(scope.start.flow, maker)?.title || model?.title || maker;
  if (model?.kind !== 'model')
    throw new UserError('UPSTREAM_FAILED', `“${title}” has made no model yet.`, {
      remedy: 'Run it once, then run this again.',
    });
  if (await scope.dependencies.training?.holds(model)) return model;
  throw new UserError('MODEL_LOAD', `The files of “${model.title}” are no longer in the project’s folder.`, {
    remedy: 'Run its trainer again: it makes the model anew, from the last checkpoint where one is left.',
  });
}
