import path from 'node:path';
import type { OpenRequest } from '../core/desktop-bridge.ts';

/**
 * What a command line asks to be opened: the first project named, or the sample. Options of Electron and Chromium, the program
 * and the app's own folder are passed over.
 *
 * @param args the whole command line
 * @param folder that relative paths are meant from
 */
export function readCommandLine(args: readonly string[], folder: string): OpenRequest | undefined {
  const rest = args.slice(1);
  const project = rest.find((argument) => !argument.startsWith('-') && isProjectPath(argument));
  if (project !== undefined) return { kind: 'project', path: path.resolve(folder, project) };
  return rest.includes('--sample') ? { kind: 'sample' } : undefined;
}

export function isProjectPath(file: string): boolean {
  return path.extname(file).toLowerCase() === '.ekp';
}
