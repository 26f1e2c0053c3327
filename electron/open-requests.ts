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

/** The command line's commands, and what it answers by itself. Named here, because its own list would bring the whole engine along. */
const COMMANDS = new Set([
  ...[
    'new',
    'run',
    'status',
    'check',
    'import',
    'export',
    'nodes',
    'serve',
    'serve-model',
    'sample',
    'trainer',
    'help',
  ],
  ...['forecast', 'budget', 'batches', 'failures', 'runs', 'report', 'compare'],
  ...['--help', '-h', '--version', '-V'],
]);

/**
 * What the command line is to run: all that follows `--cli` (how the scripts beside the app start it), or a command and what
 * follows it. Undefined: a window is wanted. Options of Electron and Chromium may stand before.
 *
 * @param args the whole command line
 * @param packed whether the app is the program itself, so that its folder is not named
 */
export function readCommand(args: readonly string[], packed: boolean): readonly string[] | undefined {
  let named = packed;
  for (const [index, argument] of args.entries()) {
    if (index === 0) continue;
    if (argument === '--cli') return args.slice(index + 1);
    const isOption = argument.startsWith('-');
    if (named && COMMANDS.has(argument)) return args.slice(index);
    if (named && !isOption) return undefined;
    if (!isOption) named = true;
  }
  return undefined;
}

export function isProjectPath(file: string): boolean {
  return path.extname(file).toLowerCase() === '.ekp';
}
