import { compareFlows, isSameFlow } from '../../core/compare-flows.ts';
import { UserError } from '../../core/errors.ts';
import type { Flow } from '../../core/flow.ts';
import type { ProjectSession } from './project-session.ts';
import { upgradeFlow } from './upgrade-flow.ts';

/** The flow as it was at a revision, in the form of this version. Throws NOT_FOUND. */
export function revisionFlow({ parts }: ProjectSession, revision: number): Flow {
  const flow = parts.store.flow.revisionFlow(revision);
  if (flow === undefined) throw notKept();
  return upgradeFlow(flow, parts.library.types);
}

/** Makes the flow of a revision the present one, as one edit; nothing where it is already. Throws NOT_FOUND, PROJECT_READ_ONLY. */
export function restoreRevision(project: ProjectSession, revision: number): void {
  const flow = revisionFlow(project, revision);
  if (isSameFlow(compareFlows(project.store.flow.flow(), flow))) return;
  const entry = project.store.flow.history().find((each) => each.revision === revision);
  const name = entry?.name ?? (entry?.label || `revision ${revision}`);
  project.edit([{ kind: 'replace', flow }], `Restore ${name}`.slice(0, 200));
}

/** A step of the history that another window has dropped by an edit, or that an opening has. */
export function notKept(): UserError {
  return new UserError('NOT_FOUND', 'This step is no longer in the history.', {
    remedy: 'It was dropped by a later edit. Choose another step.',
  });
}
