import { EventEmitter } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { MessageChannelMain } from './double-ports.ts';
import { DoubleUtilityProcess, utilityProcess } from './double-utility-process.ts';
import { DoubleBrowserWindow, handlers, leaks, startChromium } from './double-window.ts';

/*
 * A double of the `electron` module for the main process: real processes, real ports between them, a real page in headless Chromium.
 * What only a real Electron can prove (isolation of worlds, its sandbox, native dialogs, code signing) it does not: the flags for
 * it are recorded, to be asserted. A test talks to it over Node's IPC; see `start-desktop.ts`.
 */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = process.env.EKPHRASIS_DOUBLE_FOLDER ?? '';

class DoubleApp extends EventEmitter {
  readonly isPackaged = false;
  readonly recentDocuments: string[] = [];
  sandboxed = false;
  readonly #ready = new Promise<void>((resolve) => setImmediate(resolve));

  enableSandbox(): void {
    this.sandboxed = true;
  }

  disableHardwareAcceleration(): void {
    // There is none.
  }

  requestSingleInstanceLock(): boolean {
    return true;
  }

  whenReady(): Promise<void> {
    return this.#ready;
  }

  getAppPath(): string {
    return path.resolve(ROOT);
  }

  getPath(name: string): string {
    return path.join(FOLDER, name);
  }

  getVersion(): string {
    return '0.0.0-double';
  }

  addRecentDocument(file: string): void {
    this.recentDocuments.push(file);
  }

  quit(): void {
    let prevented = false;
    this.emit('before-quit', {
      preventDefault: () => {
        prevented = true;
      },
    });
    if (prevented) return;
    void context?.then((opened) => opened.close()).finally(() => process.exit(0));
    if (!context) process.exit(0);
  }

  exit(code: number): void {
    process.exit(code);
  }
}

export const app = new DoubleApp();

let context: ReturnType<typeof startChromium> | undefined;
DoubleBrowserWindow.context = () => {
  context ??= startChromium(path.join(FOLDER, 'chromium'));
  return context;
};
DoubleBrowserWindow.created = (contents) => app.emit('web-contents-created', {}, contents);

export const ipcMain = {
  handle: (channel: string, handler: (event: object, content: unknown) => unknown) =>
    void handlers.ipc.set(channel, handler),
};

let registered: readonly object[] = [];
export const protocol = {
  registerSchemesAsPrivileged: (schemes: readonly object[]) => {
    registered = schemes;
  },
  handle: (scheme: string, handler: (request: Request) => Promise<Response>) =>
    void handlers.schemes.set(scheme, handler),
};

type PermissionHandler = (contents: object, permission: string, answer: (granted: boolean) => void) => void;
let permissionHandler: PermissionHandler | undefined;
export const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler: PermissionHandler) => {
      permissionHandler = handler;
    },
    setPermissionCheckHandler: () => undefined,
  },
};

export const nativeTheme = { shouldUseDarkColors: true };
export const shell = { showItemInFolder: () => undefined };

export const Notification = { isSupported: () => false };

export const safeStorage = {
  getSelectedStorageBackend: () => 'gnome_libsecret',
  isAsyncEncryptionAvailable: async () => true,
  encryptStringAsync: async (text: string) => Buffer.from([...text].reverse().join('')),
  decryptStringAsync: async (bytes: Buffer) => ({ result: [...bytes.toString()].reverse().join('') }),
};

interface MenuItem {
  readonly id?: string;
  readonly click?: () => void;
  readonly accelerator?: string;
  readonly submenu?: readonly MenuItem[];
}

let menu: readonly MenuItem[] = [];
export const Menu = {
  buildFromTemplate: (template: readonly MenuItem[]) => template,
  setApplicationMenu: (items: readonly MenuItem[]) => {
    menu = items;
  },
};

function findItem(items: readonly MenuItem[], id: string): MenuItem | undefined {
  return items.flatMap((item) => [item, ...(item.submenu ?? [])]).find((item) => item.id === id);
}

/** Dialogs wait for the test's answer, in the order in which they were shown. */
const shown: { readonly kind: string; readonly options: object; readonly answer: (value: object) => void }[] =
  [];
function ask(kind: string) {
  return (...args: readonly object[]) =>
    new Promise<object>((answer) => {
      shown.push({ kind, options: args.at(-1) ?? {}, answer });
    });
}

export const dialog = {
  showOpenDialog: ask('open'),
  showSaveDialog: ask('save'),
  showMessageBox: ask('message'),
};

export { DoubleBrowserWindow as BrowserWindow, MessageChannelMain, utilityProcess };

/** What a test may ask of the double; every order is answered. */
export type Order =
  | { readonly type: 'menu'; readonly id: string }
  | { readonly type: 'menu-keys'; readonly id: string }
  | { readonly type: 'second-instance'; readonly args: readonly string[] }
  | { readonly type: 'dialog' }
  | { readonly type: 'answer'; readonly value: object }
  | { readonly type: 'crash'; readonly service: string }
  | { readonly type: 'permission'; readonly name: string }
  | { readonly type: 'open-window'; readonly url: string }
  | { readonly type: 'facts' }
  | { readonly type: 'quit' };

function obey(order: Order): unknown {
  switch (order.type) {
    case 'menu':
      return findItem(menu, order.id)?.click?.();
    case 'menu-keys':
      return findItem(menu, order.id)?.accelerator ?? null;
    case 'second-instance':
      return app.emit('second-instance', {}, order.args, FOLDER);
    case 'dialog':
      return shown[0] && { kind: shown[0].kind, options: shown[0].options };
    case 'answer':
      return shown.shift()?.answer(order.value);
    case 'crash':
      return [...DoubleUtilityProcess.running]
        .find(({ serviceName }) => serviceName === order.service)
        ?.kill();
    case 'permission': {
      let granted: boolean | undefined;
      const contents = DoubleBrowserWindow.all[0]?.webContents ?? {};
      permissionHandler?.(contents, order.name, (answer) => {
        granted = answer;
      });
      return granted;
    }
    case 'open-window':
      return DoubleBrowserWindow.all[0]?.webContents.openHandler?.({ url: order.url });
    case 'facts':
      return {
        sandboxed: app.sandboxed,
        schemes: registered,
        recent: app.recentDocuments,
        leaks,
        services: [...DoubleUtilityProcess.running].map(({ serviceName }) => serviceName),
        windows: DoubleBrowserWindow.all.map(({ title, shown: visible, options }) => ({
          title,
          visible,
          options,
        })),
      };
    case 'quit':
      return app.quit();
  }
}

process.on('message', ({ id, order }: { id: number; order: Order }) => {
  process.send?.({ id, result: JSON.parse(JSON.stringify(obey(order) ?? null)) });
});
// The test is gone: nothing of it may stay.
process.on('disconnect', () => {
  for (const utility of DoubleUtilityProcess.running) utility.kill();
  process.exit(1);
});
