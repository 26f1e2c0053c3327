import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writePrivateFile } from '../../files/replace-file.ts';
import type { ExecutionProvider } from '../../hosts/host-messages.ts';
import type { FoundSetup } from './find-setup.ts';
import type { SetupWishes } from './host-setup.ts';
import type { MachineFacts } from './machine-facts.ts';

const count = z.int().min(1).max(1024);
const record = z.object({
  provider: z.enum(['cpu', 'webgpu', 'cuda', 'dml', 'coreml']),
  setup: z.object({ hosts: count, threads: count, batchSize: count }),
  exactBatches: z.boolean().optional(),
  imagesPerSecond: z.number().positive(),
  complete: z.boolean(),
});
const content = z.record(z.string(), record);

/** So many models, precisions and wishes are remembered; the oldest go first. */
const KEPT = 200;

/** What was found, with the execution provider that it was found on. */
export interface RememberedSetup extends FoundSetup {
  readonly provider: ExecutionProvider;
}

/** What a measurement belongs to. */
export interface SetupSubject {
  /** Of the model's files. */
  readonly digest: string;
  /** In the order in which they are tried. */
  readonly providers: readonly ExecutionProvider[];
  readonly wishes: SetupWishes;
}

/** Remembers how models run best on this machine, in a file of the cache folder that may be lost at any time. */
export interface SetupMemory {
  find(subject: SetupSubject): Promise<RememberedSetup | undefined>;
  save(subject: SetupSubject, found: RememberedSetup): Promise<void>;
}

/**
 * @param folder absolute; made when something is saved
 * @param facts of this machine; they are part of every key, so that nothing is believed that was measured on another
 */
export function createSetupMemory(folder: string, facts: () => Promise<MachineFacts>): SetupMemory {
  const file = path.join(folder, 'model-setups.json');
  let machine: Promise<MachineFacts> | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function keyOf({ digest, providers, wishes }: SetupSubject): Promise<string> {
    machine ??= facts();
    const { hosts = 0, threads = 0, batchSize = 0 } = wishes;
    const text = JSON.stringify([await machine, digest, providers, hosts, threads, batchSize]);
    return createHash('sha256').update(text).digest('hex');
  }

  async function read(): Promise<z.output<typeof content>> {
    try {
      return content.parse(JSON.parse(await readFile(file, 'utf8')));
    } catch {
      // Lost or damaged: it is measured again.
      return {};
    }
  }

  async function write(key: string, found: RememberedSetup): Promise<void> {
    const { [key]: _former, ...others } = await read();
    const kept = Object.entries(others).slice(-(KEPT - 1));
    await writePrivateFile(file, `${JSON.stringify(Object.fromEntries([...kept, [key, found]]), null, 1)}\n`);
  }

  return {
    find: async (subject) => (await read())[await keyOf(subject)],
    save: async (subject, found) => {
      const key = await keyOf(subject);
      const written = writing.then(() => write(key, found));
      writing = written.catch(() => undefined);
      return written;
    },
  };
}
