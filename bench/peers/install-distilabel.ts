import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BenchCall } from '../define-bench.ts';

const run = promisify(execFile);

/** The release that the promise names; its metadata forgets `requests`. */
const PACKAGES = ['distilabel==1.5.3', 'requests'];

/** Python of the environment that distilabel is installed in. */
export function distilabelPython(peers: string): string {
  return join(
    peers,
    'distilabel',
    ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']),
  );
}

/** Undefined when distilabel is there; installs it by `uv` where the call allows that. Otherwise why it is not there. */
export async function ensureDistilabel({
  peers,
  installPeers,
}: BenchCall<unknown>): Promise<string | undefined> {
  if (existsSync(distilabelPython(peers))) return undefined;
  if (!installPeers)
    return 'distilabel is not installed; --install-peers fetches it from PyPI (about 450 MB).';
  mkdirSync(peers, { recursive: true });
  const environment = join(peers, 'distilabel');
  try {
    await run('uv', ['venv', '--python', '3.11', environment]);
    await run('uv', ['pip', 'install', '--python', distilabelPython(peers), ...PACKAGES]);
    return undefined;
  } catch (thrown) {
    return `distilabel could not be installed (${thrown instanceof Error ? thrown.message.split('\n')[0] : thrown}).`;
  }
}
