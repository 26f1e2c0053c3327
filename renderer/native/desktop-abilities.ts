import type { DesktopBridge } from './desktop-bridge.ts';
import type { NativeAbilities } from './native-abilities.ts';

/** The abilities of a desktop window: the system's own dialogs, pictures over the `ekp:` protocol. */
export function desktopAbilities(bridge: DesktopBridge): NativeAbilities {
  return {
    kind: 'desktop',
    pickFolder: async () => (await bridge.chooseFolder()) ?? undefined,
    pickFile: async (extensions) => (await bridge.chooseFile(extensions)) ?? undefined,
    pickSaveFile: async (suggested) => (await bridge.chooseSavePath(suggested)) ?? undefined,
    revealInFolder: (path) => void bridge.reveal(path),
    notify: (title, body) => {
      if (!document.hasFocus()) void bridge.notify({ title, body });
    },
    pictureUrl: (hash) => `ekp://image/${hash}`,
    thumbUrl: (hash) => `ekp://thumb/${hash}`,
    droppedPaths: (files) => bridge.pathsOf(files),
  };
}
