import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuCommand, MenuKeys } from '../core/desktop-bridge.ts';
import { acceleratorOf } from './accelerators.ts';

/** The menus; what is not the system's own is sent to the page as a command, which decides whether it fits. */
export function menuTemplate(
  send: (command: MenuCommand) => void,
  keys: MenuKeys = {},
  platform: NodeJS.Platform = process.platform,
): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin';
  const item = (label: string, command: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    id: command,
    label,
    ...(accelerator !== undefined && { accelerator }),
    click: () => send(command),
  });
  /** Shown for what the page itself listens to, so that a field that has the focus keeps its own undo. */
  const shown = (label: string, command: MenuCommand, own: string): MenuItemConstructorOptions => {
    const chosen = keys[command];
    const accelerator = chosen === undefined ? own : acceleratorOf(chosen, platform);
    return { ...item(label, command, accelerator), registerAccelerator: false };
  };
  const settings = shown('Settings…', 'settings', 'CmdOrCtrl+,');
  const line = { type: 'separator' } as const;
  return [
    ...(mac
      ? [
          {
            role: 'appMenu' as const,
            submenu: [
              { role: 'about' as const },
              line,
              settings,
              line,
              { role: 'hide' as const },
              { role: 'hideOthers' as const },
              line,
              { role: 'quit' as const },
            ],
          },
        ]
      : []),
    {
      label: 'File',
      submenu: [
        item('New project…', 'new-project', 'CmdOrCtrl+N'),
        item('Open…', 'open-project', 'CmdOrCtrl+O'),
        { role: 'recentDocuments', submenu: [{ role: 'clearRecentDocuments' }] },
        line,
        item('Add images…', 'add-images', 'CmdOrCtrl+Shift+I'),
        line,
        item('Close project', 'close-project', 'CmdOrCtrl+W'),
        ...(mac ? [] : [line, settings, line, { role: 'quit' as const }]),
      ],
    },
    {
      label: 'Edit',
      submenu: [
        shown('Undo', 'undo', 'CmdOrCtrl+Z'),
        shown('Redo', 'redo', mac ? 'Cmd+Shift+Z' : 'Ctrl+Y'),
        line,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: 'Run',
      submenu: [
        shown('Run', 'run', 'CmdOrCtrl+Enter'),
        item('Pause', 'pause'),
        shown('Stop', 'stop', 'CmdOrCtrl+Alt+Enter'),
      ],
    },
    {
      label: 'View',
      submenu: [
        item('Flow', 'show-flow', 'CmdOrCtrl+1'),
        item('Light table', 'show-light-table', 'CmdOrCtrl+2'),
        shown('Commands', 'palette', 'CmdOrCtrl+K'),
        line,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(app.isPackaged ? [] : [line, { role: 'toggleDevTools' as const }]),
      ],
    },
    { role: 'windowMenu' },
    { role: 'help', submenu: [item('Keys', 'keys')] },
  ];
}

/** `keys` are those that the page listens to now; without them the menus show those that it comes with. */
export function installMenu(send: (command: MenuCommand) => void, keys?: MenuKeys): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(send, keys)));
}
