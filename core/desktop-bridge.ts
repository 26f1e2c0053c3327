/**
 * What the desktop window's preload script gives to its page, and nothing more: the native abilities that a page does not have.
 * Everything else goes to the engine over the message port that the preload script hands over.
 */

/** Name of the bridge on the page's `window`. */
export const DESKTOP_BRIDGE = 'ekphrasis';

/** `data` of the window message that carries the port to the engine in `ports[0]`; comes again after the engine has restarted. */
export const ENGINE_PORT_MESSAGE = 'ekphrasis:engine-port';

/** What the menus ask of the page; the page decides whether it fits its present state. */
export const MENU_COMMANDS = [
  'new-project',
  'open-project',
  'add-images',
  'close-project',
  'undo',
  'redo',
  'run',
  'pause',
  'stop',
  'settings',
  'palette',
  'show-flow',
  'show-light-table',
  'keys',
] as const;
/** What the menus of the desktop app can ask of the window. */
export type MenuCommand = (typeof MENU_COMMANDS)[number];

/** Keys to be shown beside commands of the menus. */
export type MenuKeys = { readonly [command in MenuCommand]?: string | undefined };

/** What the app was started with, or was asked to open later. Paths are absolute. */
export type OpenRequest = { readonly kind: 'project'; readonly path: string } | { readonly kind: 'sample' };

/** How the engine’s process is, as the window shows it. */
export type EngineState = 'starting' | 'running' | 'crashed';

/** Where keys are kept. `memory`: no system keychain is there, so that keys are forgotten when the app ends. */
export interface KeychainState {
  readonly place: 'keychain' | 'memory';
  /** Shown beside the key field, e.g. `GNOME Keyring`. */
  readonly title: string;
}

/** Null: the person cancelled. Listeners are taken away by calling what they return. */
export interface DesktopBridge {
  /** As `process.platform`. */
  readonly platform: string;
  /** Asks for the port to the engine: it comes as a window message `ENGINE_PORT_MESSAGE`, and a new one after every restart of the engine. */
  connect(): void;
  chooseFolder(): Promise<string | null>;
  /** `extensions` without dots, lower case; empty allows every file. */
  chooseFile(extensions: readonly string[]): Promise<string | null>;
  /** `name` is the file name that the dialog starts with. */
  chooseSavePath(name: string): Promise<string | null>;
  /** Shows a file or folder in the system's file manager. */
  reveal(path: string): Promise<void>;
  /** Absolute paths of dropped files and folders; those without a path on disk are left out. */
  pathsOf(files: readonly File[]): readonly string[];
  notify(note: { readonly title: string; readonly body: string }): Promise<void>;
  keychain(): Promise<KeychainState>;
  /** Tells the window's title and the system's list of recent documents which project is open; null for none. */
  showProject(project: { readonly path: string; readonly name: string } | null): Promise<void>;
  /** Tells the menus the keys of what the page itself listens to, written as `Ctrl+Shift+Z`; empty where it has none. */
  showKeys(keys: MenuKeys): Promise<void>;
  onCommand(listener: (command: MenuCommand) => void): () => void;
  /** What was asked before the first listener came is delivered to it. */
  onOpen(listener: (request: OpenRequest) => void): () => void;
  onEngineState(listener: (state: EngineState) => void): () => void;
}
