import { app, BrowserWindow, nativeTheme, session } from 'electron';
import { APP_PAGE, isOwnPage } from './addresses.ts';
import { windowOptions } from './window-options.ts';

/** Refuses, for every page that will ever be: other addresses, new windows, embedded pages, and all permissions. Call before the first window. */
export function hardenPages(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', refuseForeign);
    contents.on('will-redirect', refuseForeign);
    contents.on('will-frame-navigate', refuseForeign);
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

/** Permissions are asked by session; ours is the only one. Writing to the clipboard is what the copy buttons do. Call after the app is ready. */
export function denyPermissions(): void {
  const granted = new Set<string>(['clipboard-sanitized-write']);
  session.defaultSession.setPermissionRequestHandler((contents, permission, answer) => {
    answer(granted.has(permission) && isOwnPage(contents.getURL()));
  });
  session.defaultSession.setPermissionCheckHandler(
    (contents, permission) => granted.has(permission) && isOwnPage(contents?.getURL()),
  );
}

/** Opens a window on the app's page and shows it once it has something to show. */
export function openWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow(windowOptions(preload, nativeTheme.shouldUseDarkColors));
  window.once('ready-to-show', () => window.show());
  window.loadURL(APP_PAGE).catch((error: unknown) => {
    // A window closed while it loads is no error; anything else leaves an empty window, which must not go unsaid.
    if (!window.isDestroyed()) console.error('The interface could not be loaded:', error);
  });
  return window;
}

function refuseForeign(event: { preventDefault(): void; readonly url: string }): void {
  if (!isOwnPage(event.url)) event.preventDefault();
}
