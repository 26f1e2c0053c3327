import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import DatabaseFile from 'better-sqlite3';
import { z } from 'zod';
import type { RunEnvironment } from '../../core/run-report.ts';
import type { EngineHost } from '../engine-host.ts';

/** Versions and hardware that results may depend on. Nothing that names this computer or who uses it. */
export function readEnvironment(host: Pick<EngineHost, 'version' | 'kind'>): RunEnvironment {
  return {
    app: host.version,
    host: host.kind,
    node: process.versions.node,
    electron: process.versions.electron ?? null,
    onnxruntime: packageVersion('onnxruntime-node'),
    transformers: packageVersion('@huggingface/transformers'),
    sqlite: sqliteVersion(),
    sharp: packageVersion('sharp'),
    platform: process.platform,
    architecture: process.arch,
    cpu: cpus()[0]?.model.trim() || null,
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    gpu: process.platform === 'linux' ? nvidiaGpu() : null,
  };
}

const manifest = z.object({ name: z.string(), version: z.string() });

/** From the package's own manifest, wherever it is installed; the package itself is not loaded. */
function packageVersion(name: string): string | null {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (const folder of folders) {
    try {
      const parsed = manifest.parse(JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')));
      if (parsed.name === name) return parsed.version;
    } catch {
      // Not in this folder: the next one up is asked.
    }
  }
  return null;
}

function sqliteVersion(): string | null {
  const database = new DatabaseFile(':memory:');
  try {
    const version = database.prepare('select sqlite_version()').pluck().get();
    return typeof version === 'string' ? version : null;
  } finally {
    database.close();
  }
}

/** As the driver names it; only its model. */
function nvidiaGpu(): string | null {
  const gpus = '/proc/driver/nvidia/gpus';
  try {
    const models = readdirSync(gpus).flatMap(
      (gpu) =>
        /^Model:\s*(.+)$/m.exec(readFileSync(join(gpus, gpu, 'information'), 'utf8'))?.[1]?.trim() ?? [],
    );
    return models.join(', ') || null;
  } catch {
    // No such driver, which is no error.
    return null;
  }
}
