/** The machine, as far as it matters to how many processes run a model side by side. */
export interface Machine {
  readonly cores: number;
  readonly memoryBytes: number;
  /** What other programs leave free at present. */
  readonly freeBytes: number;
}

/** How a model is run here. Nothing of it changes what the model writes. */
export interface HostSetup {
  readonly hosts: number;
  /** Threads inside one operator. */
  readonly threads: number;
  /** Pictures that one host gives its model at once. */
  readonly batchSize: number;
}

/** What a person has fixed; what is left out is found out. */
export interface SetupWishes {
  readonly hosts?: number | undefined;
  readonly threads?: number | undefined;
  readonly batchSize?: number | undefined;
}

const MOST_HOSTS = 8;
/** The part of the memory that captioners may fill; the rest is the system's, the engine's and the window's. */
const MEMORY_SHARE = 0.6;
/** The part that they may fill of what is free when they start. */
const FREE_SHARE = 0.8;

/**
 * What to start with: on the CPU one thread a host and as many hosts as there are cores, at most eight, and no more than fit into the memory;
 * the cores that are left are shared out as threads. On a GPU one host has it to itself.
 *
 * @param memoryMB what one loaded host takes
 */
export function planHosts(
  machine: Machine,
  memoryMB: number,
  onGpu: boolean,
  wishes: SetupWishes = {},
): HostSetup {
  // Larger batches, also wished ones, come after a comparison has shown that they change nothing.
  const batchSize = 1;
  if (onGpu) return { hosts: wishes.hosts ?? 1, threads: wishes.threads ?? 1, batchSize };
  const most = mostHosts(machine, memoryMB);
  const hosts =
    wishes.hosts ?? Math.max(1, Math.min(most, Math.floor(machine.cores / (wishes.threads ?? 1))));
  return { hosts, threads: wishes.threads ?? threadsFor(machine, hosts), batchSize };
}

/** A setup that was found earlier, unless there is no room for as many hosts now: then the plan's, with its batches. */
export function fitSetup(found: HostSetup, planned: HostSetup): HostSetup {
  return found.hosts <= planned.hosts ? found : { ...planned, batchSize: found.batchSize };
}

/**
 * Other ways to share out the cores, to be measured against the plan: half as many hosts with more threads each, and one with all of them.
 * None on a GPU, or where a person has fixed them.
 */
export function otherSetups(machine: Machine, plan: HostSetup, wishes: SetupWishes): readonly HostSetup[] {
  if (wishes.hosts !== undefined || wishes.threads !== undefined) return [];
  const counts = new Set([Math.floor(plan.hosts / 2), 1]);
  return [...counts]
    .filter((hosts) => hosts >= 1 && hosts < plan.hosts)
    .map((hosts) => ({ ...plan, hosts, threads: threadsFor(machine, hosts) }));
}

function mostHosts({ cores, memoryBytes, freeBytes }: Machine, memoryMB: number): number {
  const room = Math.min(memoryBytes * MEMORY_SHARE, freeBytes * FREE_SHARE);
  return Math.max(1, Math.min(cores, MOST_HOSTS, Math.floor(room / (memoryMB * 1024 * 1024))));
}

function threadsFor({ cores }: Machine, hosts: number): number {
  return Math.max(1, Math.floor(cores / hosts));
}
