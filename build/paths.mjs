import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Installed packages; everything that set-up remembers lies in here, so that deleting it starts afresh. */
export const nodeModules = path.join(root, 'node_modules');

/** Where set-up keeps notes and checks keep incremental state. */
export const cacheFolder = path.join(nodeModules, '.cache', 'ekphrasis');

/** The oldest Node that runs the TypeScript sources as they are. */
export const RUNTIME_MAJOR = 24;

/**
 * V8's settings for the engine. Left to itself, V8 lets the space of young objects grow to 64 MB twice over; a run is no faster with it
 * (docs/performance.md, "A million samples").
 */
export const ENGINE_FLAGS = ['--max-semi-space-size=24'];

/**
 * The Node 24 that came with the packages, else the running Node where that is new enough.
 * Returns undefined when there is neither: the packages are not installed yet.
 *
 * @param {{ folder?: string, platform?: NodeJS.Platform, running?: { version: string, path: string } }} [options]
 * @returns {string | undefined}
 */
export function findRuntime(options = {}) {
  const { folder = nodeModules, platform = process.platform } = options;
  const running = options.running ?? { version: process.versions.node, path: process.execPath };
  const installed = path.join(folder, 'node', 'bin', platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(installed)) return installed;
  // The running one may be gone: it was in the node_modules that an installation has just replaced.
  return majorOf(running.version) >= RUNTIME_MAJOR && existsSync(running.path) ? running.path : undefined;
}

/**
 * @param {string} version such as `24.21.0` or `v24.21.0`
 * @returns {number} 24
 */
export function majorOf(version) {
  return Number.parseInt(version.replace(/^v/, ''), 10);
}
