import {
  BrowserWindow,
  dialog,
  type FileFilter,
  Notification,
  type OpenDialogOptions,
  shell,
  type WebContents,
} from 'electron';
import { CHANNELS } from './channels.ts';
import { answer } from './requests.ts';

/** Answers the page's requests for files, folders, the file manager and notifications. */
export function serveDialogs(): void {
  answer(CHANNELS.chooseFolder, (_nothing, sender) =>
    open(sender, { title: 'Choose a folder', properties: ['openDirectory', 'createDirectory'] }),
  );
  answer(CHANNELS.chooseFile, (extensions, sender) =>
    open(sender, { title: 'Open', filters: filtersOf(extensions), properties: ['openFile'] }),
  );
  answer(CHANNELS.chooseSavePath, async (name, sender) => {
    const extension = /\.([a-z0-9]{1,10})$/i.exec(name)?.[1]?.toLowerCase();
    const options = {
      title: 'Save as',
      defaultPath: name,
      filters: filtersOf(extension === undefined ? [] : [extension]),
    };
    const window = BrowserWindow.fromWebContents(sender);
    const { canceled, filePath } = await (window === null
      ? dialog.showSaveDialog(options)
      : dialog.showSaveDialog(window, options));
    return canceled || filePath === '' ? null : filePath;
  });
  answer(CHANNELS.reveal, (path) => shell.showItemInFolder(path));
  answer(CHANNELS.notify, ({ title, body }) => {
    if (Notification.isSupported()) new Notification({ title, body }).show();
  });
}

async function open(sender: WebContents, options: OpenDialogOptions): Promise<string | null> {
  const window = BrowserWindow.fromWebContents(sender);
  const { canceled, filePaths } = await (window === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options));
  return canceled ? null : (filePaths[0] ?? null);
}

function filtersOf(extensions: readonly string[]): FileFilter[] {
  if (extensions.length === 0) return [];
  const name = extensions.includes('ekp')
    ? 'Ekphrasis project'
    : extensions.includes('png')
      ? 'Images'
      : extensions.map((extension) => extension.toUpperCase()).join(', ');
  return [{ name, extensions: [...extensions] }];
}
