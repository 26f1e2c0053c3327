import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Marks the place of the fuses in Electron's program (electron/fuses, `SENTINEL`). */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** Fuses of Electron 45's wire, version 1; all as they come: '0' is off, '1' is on. */
const FUSE_WIRE = '101100010';

/**
 * Writes an Electron distribution for Linux that is complete for the packager and cannot run: what matters of it is which files
 * the packager puts beside it.
 */
export function writeStubElectron(folder: string, version: string): void {
  mkdirSync(path.join(folder, 'locales'), { recursive: true });
  mkdirSync(path.join(folder, 'resources'), { recursive: true });
  const wire = Buffer.concat([
    Buffer.from(FUSE_SENTINEL),
    Buffer.from([1, FUSE_WIRE.length]),
    Buffer.from(FUSE_WIRE),
  ]);
  writeFileSync(path.join(folder, 'electron'), Buffer.concat([Buffer.from('#!/bin/sh\nexit 1\n'), wire]), {
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
