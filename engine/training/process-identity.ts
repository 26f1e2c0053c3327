import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** A process and when it began: a number that is given to another process later is not taken for it. */
export const processIdentitySchema = z.object({
  pid: z.int().min(2),
  /** As the system tells it; compared, never read. */
  started: z.string().min(1).max(200),
});
export type ProcessIdentity = z.output<typeof processIdentitySchema>;

/** Identity of a process that lives; undefined where there is none of this number. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const started = isThere(pid) ? startOf(pid) : undefined;
  return started === undefined ? undefined : { pid, started };
}

/** Whether that very process still lives. One that has ended and was not waited for does not. */
export function isAlive({ pid, started }: ProcessIdentity): boolean {
  return isThere(pid) && startOf(pid) === started;
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // It is there and belongs to somebody else: the start tells whether it is the one.
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function startOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return linuxStart(pid);
    if (process.platform === 'win32') return windowsStart(pid);
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    // It has gone meanwhile.
    return undefined;
  }
}

/** Clock ticks since boot (proc(5), field 22; state is field 3), and which boot: ticks alone come again after a restart. */
function linuxStart(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return `${fields[19]}@${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}`;
}

function windowsStart(pid: number): string | undefined {
  const script = `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`;
  const options = { encoding: 'utf8', windowsHide: true } as const;
  return execFileSync('powershell.exe', ['-NoProfile', '-Command', script], options).trim() || undefined;
}
