import type { FileEntry } from '../core/node-context.ts';

/*
 * Paths as text: nodes have no file system. Forward slashes on the inside; in absolute paths backslashes count as separators only
 * where they come from Windows, because elsewhere they may stand in a name.
 */

const DRIVE = /^[A-Za-z]:[\\/]/;

/** Whether a path names its file without help from a folder: `/a`, `C:\a`, `\\server\a`. */
export function isAbsolutePath(path: string): boolean {
  return path.startsWith('/') || path.startsWith('\\\\') || DRIVE.test(path);
}

/** The folder that a file lies in; '' for a bare name, `/` and `C:/` for files at the top. */
export function folderOf(path: string): string {
  const text = withForwardSlashes(path);
  const cut = text.lastIndexOf('/');
  if (cut < 0) return '';
  const folder = text.slice(0, cut);
  return folder === '' || /^[A-Za-z]:$/.test(folder) ? `${folder}/` : folder;
}

/** Last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Path without the extension of its last part; a name that only begins with a dot has none. */
export function withoutExtension(path: string): string {
  const name = nameOf(path);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? path : path.slice(0, path.length - (name.length - dot));
}

/** Extension of a path's last part in lower case, without the dot; '' for none. */
export function extensionOf(path: string): string {
  const name = nameOf(path);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/**
 * A relative path from a stranger in its one tidy form, or undefined where it would leave its folder, is absolute, is empty or holds
 * a NUL. `./` and double slashes go; `..` is refused wherever it stands, so that links cannot turn it into something else. A backslash
 * separates here on every system: the file may have been written on another one.
 */
export function tidyRelativePath(path: string): string | undefined {
  if (isAbsolutePath(path) || path.includes('\0')) return undefined;
  const parts = path.split(/[/\\]/).filter((part) => part !== '' && part !== '.');
  if (parts.length === 0 || parts.includes('..') || /^[A-Za-z]:/.test(parts[0] ?? '')) return undefined;
  return parts.join('/');
}

/**
 * An absolute path as root and relative path: below `base` where it lies there, else below the top of its file system, so that
 * a list over many folders has one root.
 */
export function splitAbsolutePath(path: string, base: string): FileEntry | undefined {
  const text = withForwardSlashes(path);
  const home = withForwardSlashes(base).replace(/\/+$/, '');
  const [root, rest] =
    isAbsolutePath(base) && text.startsWith(`${home}/`)
      ? [base, text.slice(home.length + 1)]
      : DRIVE.test(text)
        ? [text.slice(0, 3), text.slice(3)]
        : text.startsWith('//')
          ? (/^(\/\/[^/]+\/[^/]+)\/+(.*)$/s.exec(text)?.slice(1) ?? [])
          : ['/', text.replace(/^\/+/, '')];
  const relative = rest === undefined ? undefined : tidyRelativePath(rest);
  return root === undefined || relative === undefined ? undefined : { root, path: relative };
}

function withForwardSlashes(path: string): string {
  return DRIVE.test(path) || path.startsWith('\\\\') ? path.replaceAll('\\', '/') : path;
}
