import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import DatabaseFile from 'better-sqlite3';
import type { Machine } from './bench-result.ts';

/** `f_type` of the file systems that matter here (Linux, `include/uapi/linux/magic.h`). */
const FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0xef53, 'ext4'],
  [0x01021994, 'tmpfs'],
  [0x794c7630, 'overlay'],
  [0x9123683e, 'btrfs'],
  [0x58465342, 'xfs'],
]);

/** Packages whose versions the figures depend on. */
const PACKAGES = ['better-sqlite3', 'sharp', 'onnxruntime-node', '@huggingface/transformers', 'openai'];

/** What the figures were measured on. Nothing in it names the machine or its user. */
export async function describeMachine(folder: string): Promise<Machine> {
  const { type: fileSystem } = await statfs(folder);
  return {
    processor: cpus()[0]?.model.replace(/\s+/g, ' ').trim() || 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1e9),
    system: `${type()} ${release().split('-')[0]}`,
    fileSystem: FILE_SYSTEMS.get(fileSystem) ?? `type ${fileSystem.toString(16)}`,
    versions: {
      node: process.versions.node,
      sqlite: sqliteVersion(),
      ...Object.fromEntries(PACKAGES.map((name) => [name, packageVersion(name)])),
    },
  };
}

function sqliteVersion(): string {
  const database = new DatabaseFile(':memory:');
  try {
    return String(database.prepare('select sqlite_version()').pluck().get());
  } finally {
    database.close();
  }
}

function packageVersion(name: string): string {
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8'),
  );
  return manifest.version;
}
