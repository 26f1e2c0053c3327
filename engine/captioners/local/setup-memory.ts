import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { LocalModelRun } from '../../../core/contract/captioner.ts';
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
const run = z.object({
  provider: z.string().max(40),
  refused: z.array(z.object({ provider: z.string().max(40), message: z.string() })).max(8),
  hosts: count,
  threads: count,
  batchSize: count,
  exactBatches: z.boolean().optional(),
  memoryMB: z.number(),
});
const content = z.object({ setups: z.record(z.string(), record), runs: z.record(z.string(), run) });
type Content = z.output<typeof content>;

/** The runtime's words may be pages. */
const MAX_MESSAGE = 2000;

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
  /** How a model with this digest ran here the last time. */
  lastRun(digest: string): Promise<LocalModelRun | undefined>;
  saveRun(digest: string, run: LocalModelRun): Promise<void>;
}

/**
 * @param folder absolute; made when something is saved
 * @param facts of this machine; they are part of every key, so that nothing is believed that was measured on another
 */
export function createSetupMemory(folder: string, facts: () => Promise<MachineFacts>): SetupMemory {
  const file = path.join(folder, 'model-setups.json');
  let machine: Promise<MachineFacts> | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function keyOf(...parts: readonly unknown[]): Promise<string> {
    machine ??= facts();
    return createHash('sha256')
      .update(JSON.stringify([await machine, ...parts]))
      .digest('hex');
  }

  function keyOfSetup({ digest, providers, wishes }: SetupSubject): Promise<string> {
    const { hosts = 0, threads = 0, batchSize = 0 } = wishes;
    return keyOf(digest, providers, hosts, threads, batchSize);
  }

  async function read(): Promise<Content> {
    try {
      return content.parse(JSON.parse(await readFile(file, 'utf8')));
    } catch {
      // Lost or damaged: it is measured again.
      return { setups: {}, runs: {} };
    }
  }

  /** One change after the other, so that none loses another. */
  function change(edit: (now: Content) => Content): Promise<void> {
    const written = writing.then(async () => {
      await writePrivateFile(file, `${JSON.stringify(edit(await read()), null, 1)}\n`);
    });
    writing = written.catch(() => undefined);
    return written;
  }

  return {
    find: async (subject) => {
      const key = await keyOfSetup(subject);
      return (await read()).setups[key];
    },
    save: async (subject, found) => {
      const key = await keyOfSetup(subject);
      await change((now) => ({ ...now, setups: withNewest(now.setups, key, found) }));
    },
    lastRun: async (digest) => {
      const key = await keyOf(digest);
      return (await read()).runs[key];
    },
    saveRun: async (digest, last) => {
      const key = await keyOf(digest);
      const refused = last.refused.map((one) => ({ ...one, message: one.message.slice(0, MAX_MESSAGE) }));
      await change((now) => ({ ...now, runs: withNewest(now.runs, key, { ...last, refused }) }));
    },
  };
}

/** With the entry last, and without the oldest where there are too many. */
function withNewest<T>(entries: Readonly<Record<string, T>>, key: string, value: T): Record<string, T> {
  const others = Object.entries(entries).filter(([name]) => name !== key);
  return Object.fromEntries([...others.slice(-(KEPT - 1)), [key, value]]);
}
