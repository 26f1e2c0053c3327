import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Marks the place of the fuses in Electron's program (electron/fuses, `SENTINEL`). */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** Fuses of Electron 45's wire, version 1; all as they come: '0' is off, '1' is on. */
const FUSE_WIRE = '101100010';

/** What the stub's program does instead of opening a window. */
const PROGRAM = `#!/bin/sh
printf '%s\\n' "$@"
exit 7
`;

/**
 * Writes an Electron distribution for Linux that is complete for the packager. Its program prints its arguments and ends with 7:
 * what matters of it is which files the packager puts beside it.
 */
export function writeStubElectron(folder: string, version: string): void {
  mkdirSync(path.join(folder, 'locales'), { recursive: true });
  mkdirSync(path.join(folder, 'resources'), { recursive: true });
  const wire = Buffer.concat([
    Buffer.from(FUSE_SENTINEL),
    Buffer.from([1, FUSE_WIRE.length]),
    Buffer.from(FUSE_WIRE),
  ]);
  writeFileSync(path.join(folder, 'electron'), Buffer.concat([Buffer.from(PROGRAM), wire]), {
    mode: 0o755,
  });
  writeFileSync(path.join(folder, 'version'), version);
  for (const file of [
    'LICENSE',
    'LICENSES.chromium.html',
    'chrome-sandbox',
    'chrome_crashpad_handler',
    'icudtl.dat',
  ]) {
    writeFileSync(path.join(folder, file), '');
  }
  for (const file of ['resources.pak', 'v8_context_snapshot.bin', 'locales/en-US.pak']) {
    writeFileSync(path.join(folder, file), '');
  }
}

/**
 * Writes a package `electron` with which the packed main program runs in a plain Node, as far as it opens no window.
 *
 * @param folder where the app lies; the package goes into its `node_modules`
 */
export function writeElectronPackage(folder: string): void {
  const place = path.join(folder, 'node_modules/electron');
  mkdirSync(place, { recursive: true });
  writeFileSync(path.join(place, 'package.json'), '{ "type": "module", "exports": "./index.js" }');
  writeFileSync(
    path.join(place, 'index.js'),
    `
export const app = {
  // Node names the main program before its arguments, as Electron does with an app that is not packed.
  isPackaged: false,
  enableSandbox() {},
  disableHardwareAcceleration() {},
  whenReady: async () => {},
  getAppPath: () => ${JSON.stringify(folder)},
  getPath: (name) => ${JSON.stringify(folder)} + '/' + name,
  getVersion: () => '0.0.0-stub',
  exit: (code) => process.exit(code),
};
export const protocol = { registerSchemesAsPrivileged() {} };
const absent = undefined;
export {
  absent as BrowserWindow, absent as dialog, absent as ipcMain, absent as Menu, absent as MessageChannelMain,
  absent as nativeTheme, absent as Notification, absent as safeStorage, absent as session, absent as shell,
  absent as utilityProcess,
};
`,
  );
}
