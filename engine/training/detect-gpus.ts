import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MIB = 2 ** 20;

/** A GPU of NVIDIA's. */
export interface Gpu {
  readonly name: string;
  readonly memoryBytes: number;
}

/** GPUs that the driver's own tool lists; none where there is no such driver. */
export async function detectGpus(program = 'nvidia-smi'): Promise<readonly Gpu[]> {
  const query = ['--query-gpu=name,memory.total', '--format=csv,noheader,nounits'];
  try {
    const { stdout } = await run(program, query, { timeout: 10_000, windowsHide: true });
    return parseGpus(stdout);
  } catch {
    // No driver, or one that does not answer: torch would not see a GPU either.
    return [];
  }
}

/** Lines of `name, MiB`. Memory that is not told (`[N/A]`, on devices that share the computer's) counts as 0. */
export function parseGpus(text: string): readonly Gpu[] {
  return text.split('\n').flatMap((line) => {
    const comma = line.lastIndexOf(',');
    const name = line.slice(0, comma).trim();
    if (comma < 0 || name === '') return [];
    const mib = Number(line.slice(comma + 1).trim());
    return [{ name, memoryBytes: Number.isFinite(mib) ? mib * MIB : 0 }];
  });
}
