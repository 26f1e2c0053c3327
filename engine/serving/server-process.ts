import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { UserError } from '../../core/errors.ts';
import { identifyProcess, isAlive, type ProcessIdentity } from '../training/process-identity.ts';
import { type ServerLaunch, serverArguments, serverEnvironment } from './server-command.ts';
import type { ServerFolder } from './server-folder.ts';

/** uvicorn ends the requests under way at the first signal, and at once at a second. */
const PATIENCE_MS = 3000;
const LOOK_MS = 50;

/**
 * Starts a server as a process of its own, in its own process group, which writes into the server's log. Undefined where it ended at once. Throws
 * SERVER_FAILED where it cannot be started.
 */
export async function startProcess(
  folder: ServerFolder,
  launch: ServerLaunch,
): Promise<ProcessIdentity | undefined> {
  await folder.beginLog();
  const log = await open(folder.logFile, 'a', 0o600);
  try {
    const child = spawn(launch.executable, [...serverArguments(launch)], {
      cwd: folder.path,
      detached: true,
      windowsHide: true,
      stdio: ['ignore', log.fd, log.fd],
      env: serverEnvironment(process.env, launch),
    });
    await once(child, 'spawn').catch((cause: unknown) => {
      throw new UserError('SERVER_FAILED', `“${launch.executable}” cannot be started.`, {
        remedy: 'Set up serving again.',
        cause,
      });
    });
    child.unref();
    return child.pid === undefined ? undefined : identifyProcess(child.pid);
  } finally {
    await log.close();
  }
}

/** Ends a server with all its processes: asked, asked again, and in the end killed, as it holds nothing that could be lost. */
export async function endProcess(identity: ProcessIdentity): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGTERM', 'SIGKILL'] as const) {
    if (!isAlive(identity)) return;
    await tell(identity.pid, signal);
    for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
      if (!isAlive(identity)) return;
      await pause(LOOK_MS);
    }
  }
}

async function tell(pid: number, signal: NodeJS.Signals): Promise<void> {
  if (process.platform === 'win32') {
    // Windows has no process groups to signal; the tree is ended at once.
    await new Promise((resolve) => {
      execFile('taskkill', ['/pid', String(pid), '/t', '/f'], { windowsHide: true }, resolve);
    });
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself meanwhile, which is what was wanted.
  }
}
