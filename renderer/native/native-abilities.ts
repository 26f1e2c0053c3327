/** What the surroundings of the page can do: a desktop window, or a browser tab. Everything that is chosen is an absolute path. */
export interface NativeAbilities {
  readonly kind: 'desktop' | 'web';
  /** Undefined when the person closes the dialog. */
  readonly pickFolder: () => Promise<string | undefined>;
  /** `extensions` without dots; empty allows every file. */
  readonly pickFile: (extensions: readonly string[]) => Promise<string | undefined>;
  readonly pickSaveFile: (suggested: string) => Promise<string | undefined>;
  /** Absent where there is no file manager to show it in. */
  readonly revealInFolder?: (path: string) => void;
  /** A system notification while the window is not in front; does nothing where that is not allowed. */
  readonly notify: (title: string, body: string) => void;
  /** The picture itself, as the page may load it. */
  readonly pictureUrl: (hash: string) => string;
  /** Its thumbnail, longest side 256. */
  readonly thumbUrl: (hash: string) => string;
  /** Absolute paths of dropped files and folders; empty where a browser does not tell them. */
  readonly droppedPaths: (files: readonly File[]) => readonly string[];
}

let abilities: NativeAbilities | undefined;

/** Called once at the start, before anything is shown. */
export function installNative(installed: NativeAbilities): void {
  abilities = installed;
}

/** The abilities of this window. Throws before `installNative`. */
export function native(): NativeAbilities {
  if (!abilities) throw new Error('The native abilities were used before they were installed.');
  return abilities;
}
