import { access } from 'node:fs/promises';
import type { ProjectInfo } from '../../core/contract/project.ts';
import type { ProjectStore } from '../store/project-store.ts';

/** The facts about an open project that stand in its top bar. */
export async function describeProject(store: ProjectStore): Promise<ProjectInfo> {
  const capUsd = store.meta.capUsd();
  const facts = {
    path: store.path,
    name: store.meta.name(),
    readOnly: store.readOnly,
    ...(store.notice !== undefined && { notice: store.notice }),
    isSample: store.meta.isSample(),
    images: store.images.count(),
    captions: store.captions.count(),
    spendUsd: store.budget.spend().settledUsd,
    ...(capUsd !== undefined && { capUsd }),
  };
  const roots = await Promise.all(
    store.images.roots().map(async ({ name, path }) => ({ name, path, found: await isThere(path) })),
  );
  return { ...facts, roots };
}

/** Whether something lies there, as far as can be told. */
export function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
