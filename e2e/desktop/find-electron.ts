import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const OWN = fileURLToPath(new URL('../../node_modules/electron/dist', import.meta.url));
const PROGRAMS: Readonly<Record<string, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

/** Electron's program, or why its window cannot be shown here. Asking the package itself would download it. */
export function findElectronProgram(): { readonly program: string } | { readonly reason: string } {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH || OWN;
  const program = path.join(folder, PROGRAMS[process.platform] ?? 'electron');
  if (!existsSync(program)) return { reason: 'Electron’s binary is not on this machine.' };
  const display = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  return display ? { program } : { reason: 'There is no display for Electron’s window.' };
}
