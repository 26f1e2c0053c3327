import path from 'node:path';
import { app } from 'electron';
import { type EngineHost, type HostChannel, type HostEntry, runCommandLine } from '../engine/index.ts';
import { assetsFolder } from './app-folders.ts';
import { createKeychain } from './keychain.ts';
import { forkModelHost } from './model-hosts.ts';

/**
 * Runs one command in the main process, and ends the app with its exit code. The settings, keys and models are the window's own;
 * model hosts are utility processes here too, as the packed app cannot be started as a plain Node.
 *
 * @param argv what follows the program's name
 */
export async function runInApp(argv: readonly string[]): Promise<void> {
  // Before, there are neither processes nor keys; and Electron's own handlers for interrupts would come after the command's.
  await app.whenReady();
  try {
    const code = await runCommandLine(argv, undefined, createHost);
    await Promise.all([process.stdout, process.stderr].map(flush));
    app.exit(code);
  } catch (error) {
    console.error(error);
    app.exit(1);
  }
}

function createHost(
  kind: 'cli' | 'web',
  environment: Readonly<Record<string, string | undefined>>,
): EngineHost {
  const { EKPHRASIS_DATA: given } = environment;
  const dataFolder = given ? path.resolve(given) : app.getPath('userData');
  return {
    kind,
    version: app.getVersion(),
    dataFolder,
    assetsFolder: assetsFolder(),
    keychain: createKeychain(path.join(dataFolder, 'keys.json')),
    spawnHost,
  };
}

function spawnHost(entry: HostEntry, environment: Readonly<Record<string, string>>): HostChannel {
  const child = forkModelHost(entry, environment);
  return {
    send: (message) => child.postMessage(message),
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => child.on('exit', (code) => listener({ code, signal: null })),
    kill: () => child.kill(),
  };
}

/** Waits until what was written has left the process: on Windows, pipes take it later. */
function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}
