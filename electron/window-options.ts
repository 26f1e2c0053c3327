import type { BrowserWindowConstructorOptions, WebPreferences } from 'electron';

/**
 * What every page runs under. Electron's own defaults are much the same today; they are written out so that a test can hold them,
 * and so that a changed default does not open a door.
 */
export function hardenedPreferences(preload: string): WebPreferences {
  return {
    preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    spellcheck: true,
  };
}

/** The ground of both themes (`bg-1`), painted until the page is there. */
const GROUND = { dark: '#191A1D', light: '#F1F2F4' };

/** A project's window: at least 1024 × 640, shown when its first paint is ready. */
export function windowOptions(preload: string, dark: boolean): BrowserWindowConstructorOptions {
  return {
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 640,
    show: false,
    title: 'Ekphrasis',
    backgroundColor: dark ? GROUND.dark : GROUND.light,
    autoHideMenuBar: false,
    webPreferences: hardenedPreferences(preload),
  };
}
