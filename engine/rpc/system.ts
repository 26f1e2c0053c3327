import { availableParallelism, totalmem } from 'node:os';
import type { EngineSession } from '../session/engine-session.ts';
import { listFolder, surveyFolder } from '../session/list-folder.ts';
import type { SettingsFile } from '../settings/settings-file.ts';
import { api } from './implementer.ts';

export function systemHandlers(engine: EngineSession, settings: SettingsFile) {
  return api.system.router({
    info: api.system.info.handler(async () => ({
      version: engine.host.version,
      host: engine.host.kind,
      platform: process.platform,
      cores: availableParallelism(),
      memoryBytes: totalmem(),
      projectsFolder: await engine.projectsFolder(),
    })),
    listFolder: api.system.listFolder.handler(({ input }) => listFolder(input.path, input.extensions)),
    surveyFolder: api.system.surveyFolder.handler(({ input }) => surveyFolder(input.path)),
    getSettings: api.system.getSettings.handler(async () => {
      const { theme, panels, keys, projectsFolder, hubUrl, tour } = await settings.read();
      return { theme, panels, keys, projectsFolder, hubUrl, tour };
    }),
    setSetting: api.system.setSetting.handler(({ input }) => settings.set(input.name, input.value)),
  });
}
