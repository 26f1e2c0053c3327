import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { toCodedError, UserError } from '../../core/errors.ts';
import { isThere } from '../files/is-there.ts';
import { createProject, openProject } from '../store/open-project.ts';
import type { ProjectStore } from '../store/project-store.ts';

/**
 * The file that keeps board, replies and money: a project like any other, in the folder of the app's data, so that what holds for projects
 * (a reply is on disk before it is counted, money is set aside before a request is sent) holds here. A damaged one is put aside and begun
 * anew. Throws PROJECT_LOCKED when another process has it, PROJECT_NEWER, DISK_FULL.
 */
export async function openScratchStore(folder: string): Promise<ProjectStore> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'Try.ekp');
  const store = (await isThere(path)) ? await openOrReplace(path) : makeNew(path);
  if (!store.readOnly) {
    settleWhatWasCutOff(store);
    return store;
  }
  const { notice, readOnlyReason } = store;
  await store.close();
  if (readOnlyReason === 'locked')
    throw new UserError('PROJECT_LOCKED', 'Captioners are being tried in another process of the app.', {
      remedy: 'Close it there, then come back here.',
    });
  throw new UserError('PROJECT_READ_ONLY', notice ?? 'The app’s data folder cannot be written.', {
    remedy: 'Check the folder’s permissions.',
  });
}

async function openOrReplace(path: string): Promise<ProjectStore> {
  try {
    return openProject(path);
  } catch (thrown) {
    const { code } = toCodedError(thrown);
    if (code !== 'PROJECT_DAMAGED' && code !== 'PROJECT_FOREIGN') throw thrown;
    await rename(path, path.replace(/\.ekp$/, ` damaged ${Date.now()}.ekp`));
    return makeNew(path);
  }
}

function makeNew(path: string): ProjectStore {
  return createProject(path, { name: 'Try' });
}

/** Nobody knows what requests were billed at that a kill cut off: here they count in full, for good. */
function settleWhatWasCutOff({ budget }: ProjectStore): void {
  const { count, usd } = budget.leftBehind();
  if (count > 0) budget.settleLeftBehind(usd);
}
