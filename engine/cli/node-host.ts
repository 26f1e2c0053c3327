import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import envPaths from 'env-paths';
import { z } from 'zod';
import type { EngineHost } from '../engine-host.ts';
import { spawnChildHost } from '../hosts/spawn-child-host.ts';
import { createFileKeychain } from '../settings/file-keychain.ts';

const MANIFEST = new URL('../../package.json', import.meta.url);
const ASSETS = new URL('../../assets/', import.meta.url);

/** The engine's host where Node itself is it: command line and web server. `EKPHRASIS_DATA` moves the data folder. */
export function createNodeHost(
  kind: 'web' | 'cli',
  environment: Readonly<Record<string, string | undefined>>,
): EngineHost {
  const dataFolder = environment.EKPHRASIS_DATA
    ? resolve(environment.EKPHRASIS_DATA)
    : envPaths('ekphrasis', { suffix: '' }).data;
  return {
    kind,
    version: readVersion(),
    spawnHost: spawnChildHost,
    keychain: createFileKeychain(dataFolder, environment),
    dataFolder,
    assetsFolder: resolve(fileURLToPath(ASSETS)),
  };
}

/** The app's version. */
export function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(MANIFEST, 'utf8'));
  return z.object({ version: z.string() }).parse(manifest).version;
}
