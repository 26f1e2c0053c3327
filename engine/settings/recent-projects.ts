import { access } from 'node:fs/promises';
import type { SettingsFile } from './settings-file.ts';

const MOST = 20;

/** Puts a project (absolute path) at the head of the list. */
export async function rememberProject(settings: SettingsFile, project: string): Promise<void> {
  await settings.update((current) => ({
    ...current,
    recentProjects: [project, ...current.recentProjects.filter((one) => one !== project)].slice(0, MOST),
  }));
}

export async function forgetProject(settings: SettingsFile, project: string): Promise<void> {
  await settings.update((current) => ({
    ...current,
    recentProjects: current.recentProjects.filter((one) => one !== project),
  }));
}

/** Projects opened before, latest first. Those that are not there now (a drive that is not plugged in) are marked, not dropped. */
export async function recentProjects(
  settings: SettingsFile,
): Promise<readonly { readonly path: string; readonly exists: boolean }[]> {
  const { recentProjects: paths } = await settings.read();
  return Promise.all(
    paths.map(async (path) => ({
      path,
      exists: await access(path).then(
        () => true,
        () => false,
      ),
    })),
  );
}
