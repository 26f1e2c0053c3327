import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { HostChannel, HostEntry } from '../engine-host.ts';

/** Programs by name. Written as `new URL(…, import.meta.url)`, which the bundler turns into the bundle's own name. */
const ENTRIES: Readonly<Record<HostEntry, URL>> = {
  'local-model': new URL('./local-model-host.ts', import.meta.url),
};

/** What a host may know of the environment: where temporary files and the system's libraries lie. No keys, no proxies, no Node options. */
const PASSED_ON = [
  'PATH',
  'HOME',
  'USERPROFILE',
  'TMPDIR',
  'TEMP',
  'TMP',
  'LANG',
  'SystemRoot',
  'LOCALAPPDATA',
  'LD_LIBRARY_PATH',
  'CUDA_PATH',
  'CUDA_VISIBLE_DEVICES',
  'XDG_RUNTIME_DIR',
  'DISPLAY',
];

/** Absolute path of an entry, as source or as bundle: for hosts that start processes in another way. */
export function hostEntryPath(entry: HostEntry): string {
  return fileURLToPath(ENTRIES[entry]);
}

/** Starts an entry as a child process of Node; the command line's and the web server's `spawnHost`. */
export function spawnChildHost(entry: HostEntry, environment: Readonly<Record<string, string>>): HostChannel {
  const inherited = PASSED_ON.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const child = fork(hostEntryPath(entry), [], {
    serialization: 'advanced',
    execArgv: [],
    // What the runtime prints is its own diagnostics; it must not mix with the command line's output.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: { ...Object.fromEntries(inherited), ...environment },
  });
  let ended = false;
  let exitListener: Parameters<HostChannel['onExit']>[0] | undefined;
  let exit: Parameters<Parameters<HostChannel['onExit']>[0]>[0] | undefined;
  const end = (code: number | null, signal: string | null) => {
    if (ended) return;
    ended = true;
    exit = { code, signal };
    exitListener?.(exit);
  };
  child.on('exit', end);
  // Could not be started at all, or its channel broke; `exit` does not come in the former case.
  child.on('error', () => {
    if (child.pid === undefined) end(null, null);
  });
  return {
    send: (message) => {
      if (child.connected) child.send(message as never, () => undefined);
    },
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => {
      exitListener = listener;
      if (exit !== undefined) listener(exit);
    },
    kill: () => child.kill('SIGKILL'),
  };
}
