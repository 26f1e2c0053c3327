/** The machine, as far as it matters to how many processes run a model side by side. */
export interface Machine {
  readonly cores: number;
  readonly memoryBytes: number;
}

export interface HostPlan {
  readonly hosts: number;
  /** Threads inside one operator. */
  readonly threads: number;
}

const MOST_HOSTS = 4;
/** The part of the memory that captioners may fill; the rest is the system's, the engine's and the window's. */
const MEMORY_SHARE = 0.6;

/**
 * Hosts on the CPU: one thread each and as many as there are cores, at most four, and no more than fit into the memory; where the
 * memory allows fewer, each gets more threads. On a GPU one host has it to itself.
 *
 * @param memoryMB what one loaded host takes
 */
export function planHosts(machine: Machine, memoryMB: number, onGpu: boolean): HostPlan {
  if (onGpu) return { hosts: 1, threads: 1 };
  const byMemory = Math.floor((machine.memoryBytes * MEMORY_SHARE) / (memoryMB * 1024 * 1024));
  const byCores = Math.min(machine.cores, MOST_HOSTS);
  const hosts = Math.max(1, Math.min(byCores, byMemory));
  return { hosts, threads: hosts === byCores ? 1 : Math.max(1, Math.floor(machine.cores / hosts)) };
}
