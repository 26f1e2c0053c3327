import { BrowserWindow, dialog, type FileFilter, Notification } from 'electron';
import type { FileKind } from '../core/desktop-bridge.ts';
import { CHANNELS } from './channels.ts';
import { answer } from './requests.ts';

const FILTERS: Readonly<Record<FileKind, readonly FileFilter[]>> = {
  project: [{ name: 'Ekphrasis project', extensions: ['ekp'] }],
  images: [
    {
      name: 'Images',
      extensions: ['jpg', 'jpeg', 'png', 'webp', 'gif', 'tif', 'tiff', 'avif', 'heic', 'heif', 'bmp'],
    },
  ],
  dataset: [{ name: 'Datasets', extensions: ['json', 'jsonl', 'csv'] }],
  any: [],
};

/** Answers the page's requests for files, folders and notifications. */
export function serveDialogs(): void {
  answer(CHANNELS.chooseFolder, async ({ title, startAt }, sender) => {
    const { canceled, filePaths } = await open(sender, {
      title,
      defaultPath: startAt,
      properties: ['openDirectory', 'createDirectory'],
    });
    return canceled ? null : (filePaths[0] ?? null);
  });
  answer(CHANNELS.chooseFiles, async ({ title, kind, several }, sender) => {
    const { canceled, filePaths } = await open(sender, {
      title,
      filters: [...FILTERS[kind]],
      properties: several ? ['openFile', 'multiSelections'] : ['openFile'],
    });
    return canceled ? [] : filePaths;
  });
  answer(CHANNELS.chooseSavePath, async ({ title, name, kind }, sender) => {
    const options = { title, defaultPath: name, filters: [...FILTERS[kind]] };
    const window = BrowserWindow.fromWebContents(sender);
    const { canceled, filePath } = await (window === null
      ? dialog.showSaveDialog(options)
      : dialog.showSaveDialog(window, options));
    return canceled || filePath === '' ? null : filePath;
  });
  answer(CHANNELS.notify, ({ title, body }) => {
    if (Notification.isSupported()) new Notification({ title, body }).show();
  });
}

function open(sender: Electron.WebContents, options: Electron.OpenDialogOptions) {
  const window = BrowserWindow.fromWebContents(sender);
  return window === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options);
}
