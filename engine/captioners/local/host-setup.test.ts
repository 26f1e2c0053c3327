import { describe, expect, it } from 'vitest';
import { fitSetup, otherSetups, planHosts } from './host-setup.ts';
import { providerOrder } from './provider-order.ts';

const GB = 1024 ** 3;
const machine = (cores: number, memory: number, free = memory) => ({
  cores,
  memoryBytes: memory * GB,
  freeBytes: free * GB,
});
const plan = (cores: number, memory: number, each: number) =>
  Object.values(planHosts(machine(cores, memory), each, false));

describe('the plan', () => {
  it('[CAP5] is as many hosts as cores, at most eight and as memory allows, which share the cores', () => {
    expect([plan(2, 8, 500), plan(16, 64, 500), plan(8, 16, 5000), plan(4, 1, 900), plan(1, 8, 500)]).toEqual(
      [
        [2, 1, 1],
        [8, 2, 1],
        [1, 8, 1],
        [1, 4, 1],
        [1, 1, 1],
      ],
    );
  });

  it('[CAP5] leaves other programs the memory that they have', () => {
    expect(planHosts(machine(4, 64, 1.5), 500, false)).toEqual({ hosts: 2, threads: 2, batchSize: 1 });
    expect(planHosts(machine(4, 64, 0), 500, false)).toEqual({ hosts: 1, threads: 4, batchSize: 1 });
  });

  it('[CAP5] gives a GPU to one host', () => {
    expect(planHosts(machine(8, 64), 500, true)).toEqual({ hosts: 1, threads: 1, batchSize: 1 });
  });

  it('[CAP5] is what a person fixes, the rest follows', () => {
    const wished = (wishes: Parameters<typeof planHosts>[3]) => planHosts(machine(8, 64), 500, false, wishes);
    expect(wished({ hosts: 3 })).toEqual({ hosts: 3, threads: 2, batchSize: 1 });
    expect(wished({ threads: 4 })).toEqual({ hosts: 2, threads: 4, batchSize: 1 });
    expect(wished({ hosts: 2, threads: 1 })).toEqual({ hosts: 2, threads: 1, batchSize: 1 });
  });

  it('has other ways to share out the cores, unless a person has fixed them', () => {
    const eight = { hosts: 8, threads: 1, batchSize: 4 };
    expect(otherSetups(machine(8, 64), eight, {})).toEqual([
      { hosts: 4, threads: 2, batchSize: 4 },
      { hosts: 1, threads: 8, batchSize: 4 },
    ]);
    expect(otherSetups(machine(1, 64), { hosts: 1, threads: 1, batchSize: 1 }, {})).toEqual([]);
    expect(otherSetups(machine(8, 64), eight, { threads: 1 })).toEqual([]);
  });

  it('[CAP5] a setup of an earlier run gives way where memory has become short', () => {
    const found = { hosts: 4, threads: 1, batchSize: 8 };
    expect(fitSetup(found, { hosts: 4, threads: 1, batchSize: 1 })).toEqual(found);
    expect(fitSetup(found, { hosts: 2, threads: 2, batchSize: 1 })).toEqual({
      hosts: 2,
      threads: 2,
      batchSize: 8,
    });
    const few = { hosts: 1, threads: 4, batchSize: 8 };
    expect(fitSetup(few, { hosts: 4, threads: 1, batchSize: 1 })).toEqual(few);
  });
});

describe('execution providers', () => {
  it('[CAP9] are tried as the platform has them and the files are made for them, the CPU last', () => {
    expect(providerOrder('linux', ['cpu', 'webgpu', 'cuda'])).toEqual(['cuda', 'webgpu', 'cpu']);
    expect(providerOrder('win32', ['cpu', 'webgpu', 'cuda'])).toEqual(['webgpu', 'dml', 'cpu']);
    expect(providerOrder('darwin', ['webgpu'])).toEqual(['webgpu', 'coreml']);
    expect(providerOrder('freebsd', ['cpu', 'cuda'])).toEqual(['cpu']);
  });

  it('[CAP9] may be chosen, with the CPU behind; what the platform does not have is not', () => {
    const all = ['cpu', 'webgpu', 'cuda'] as const;
    expect(providerOrder('linux', all, 'webgpu')).toEqual(['webgpu', 'cpu']);
    expect(providerOrder('linux', all, 'cpu')).toEqual(['cpu']);
    expect(providerOrder('linux', all, 'coreml')).toEqual(['cuda', 'webgpu', 'cpu']);
  });
});
