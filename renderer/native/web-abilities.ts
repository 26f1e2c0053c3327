import { askForFile, askForFolder, askForSaveFile } from './file-dialog-state.ts';
import type { NativeAbilities } from './native-abilities.ts';

/** The abilities of a browser tab: our own file dialog, which shows the engine's disk, and pictures over HTTP. */
export function webAbilities(): NativeAbilities {
  return {
    kind: 'web',
    pickFolder: askForFolder,
    pickFile: askForFile,
    pickSaveFile: askForSaveFile,
    notify,
    pictureUrl: (hash) => `/image/${hash}`,
    thumbUrl: (hash) => `/thumb/${hash}`,
    // Browsers do not tell where a dropped file lies: it is uploaded instead (take-drop.ts).
    droppedPaths: () => [],
  };
}

/** Asks for permission at the first note only, so that nobody is asked for something that never comes. */
function notify(title: string, body: string): void {
  if (!('Notification' in window) || document.visibilityState === 'visible') return;
  if (Notification.permission === 'granted') {
    new Notification(title, { body, tag: 'ekphrasis' });
    return;
  }
  if (Notification.permission === 'default')
    void Notification.requestPermission().then((answer) => {
      if (answer === 'granted') new Notification(title, { body, tag: 'ekphrasis' });
    });
}
