import { existsSync } from 'node:fs';
import path from 'node:path';
import { app } from 'electron';

/** Assets are read by native code too, which cannot look into the packed archive: they lie beside it. */
export function assetsFolder(): string {
  const folder = app.getAppPath();
  const unpacked = path.join(folder.replace(/app\.asar$/, 'app.asar.unpacked'), 'assets');
  return existsSync(unpacked) ? unpacked : path.join(folder, 'assets');
}
