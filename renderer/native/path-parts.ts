/** One step of a path, with the whole path up to it. */
export interface PathStep {
  readonly name: string;
  readonly path: string;
}

/** The steps from the root to `path`, for breadcrumbs; takes both kinds of slash, drives included. */
export function pathSteps(path: string): readonly PathStep[] {
  const windows = /^[A-Za-z]:/.test(path) || path.startsWith('\\\\');
  const slash = windows ? '\\' : '/';
  const parts = path.split(windows ? /[\\/]+/ : /\/+/).filter((part) => part !== '');
  const root = windows ? '' : '/';
  const steps: PathStep[] = windows ? [] : [{ name: '/', path: '/' }];
  let whole = path.startsWith('\\\\') ? '\\\\' : root;
  for (const [index, part] of parts.entries()) {
    whole = index === 0 ? whole + part : `${whole}${whole.endsWith(slash) ? '' : slash}${part}`;
    // A drive alone is the current folder of that drive; with its slash it is the root.
    steps.push({ name: part, path: /^[A-Za-z]:$/.test(whole) ? `${whole}\\` : whole });
  }
  return steps;
}

/** A file in a folder, with the folder's own kind of slash. */
export function joinPath(folder: string, name: string): string {
  const slash = /^[A-Za-z]:|^\\\\/.test(folder) ? '\\' : '/';
  return folder.endsWith(slash) ? folder + name : folder + slash + name;
}

/** The folder that a path lies in; '' for a bare name. */
export function folderOf(path: string): string {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  if (cut < 0) return '';
  const folder = path.slice(0, cut);
  return folder === '' || /^[A-Za-z]:$/.test(folder) ? path.slice(0, cut + 1) : folder;
}
