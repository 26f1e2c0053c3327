import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Machine } from './host-setup.ts';

/** What a measurement holds for: another processor, memory, GPU or runtime makes it void. */
export interface MachineFacts {
  readonly platform: string;
  readonly processor: string;
  readonly cores: number;
  /** Whole gigabytes. */
  readonly memoryGB: number;
  /** PCI numbers of the display adapters; empty where the system does not tell them in a file. */
  readonly gpus: readonly string[];
  readonly runtime: string;
}

/** The machine as it is now. */
export function readMachine(): Machine {
  return {
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    freeBytes: process.availableMemory(),
  };
}

export async function readMachineFacts(): Promise<MachineFacts> {
  return {
    platform: `${process.platform}-${process.arch}`,
    processor: cpus()[0]?.model ?? '',
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 2 ** 30),
    gpus: await displayAdapters('/sys/bus/pci/devices'),
    runtime: runtimeVersion(),
  };
}

/** Vendor and device of everything on the PCI bus whose class is “display”, sorted. Linux alone has this folder. */
export async function displayAdapters(folder: string): Promise<readonly string[]> {
  const devices = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    devices.map(async (device) => {
      const read = async (name: string) => (await readFile(`${folder}/${device}/${name}`, 'utf8')).trim();
      // A device that is unplugged meanwhile is none.
      return Promise.all([read('class'), read('vendor'), read('device')]).catch(() => ['', '', '']);
    }),
  );
  return found
    .filter(([kind = '']) => kind.startsWith('0x03'))
    .map(([, vendor, device]) => `${vendor}:${device}`)
    .sort();
}

function runtimeVersion(): string {
  const require = createRequire(new URL('./', import.meta.url));
  try {
    const { version } = require('onnxruntime-node/package.json') as { readonly version: string };
    return `onnxruntime ${version}`;
  } catch {
    // Without it no model loads, and loading says so.
    return '';
  }
}
