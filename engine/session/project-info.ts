import type { ProjectInfo } from '../../core/contract/project.ts';
import { isThere } from '../files/is-there.ts';
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
