import { rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { readCheckedJson } from '../files/read-checked-json.ts';
import { writePrivateFile } from '../files/replace-file.ts';
import { processIdentitySchema } from '../training/process-identity.ts';

/** Files of a server's folder. */
const FILES = { server: 'server.json', process: 'process.json', log: 'log.txt' } as const;
const MOST_BYTES = 2 ** 20;

const port = z.int().min(1).max(65_535);

const serverFactsSchema = z.object({
  version: z.literal(1),
  title: z.string().max(200),
  /** Absolute. */
  folder: z.string().min(1).max(4096),
  /** Over names and contents of the model's files, 64 hex digits. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  settings: z.object({
    device: z.enum(['auto', 'cuda', 'mps', 'cpu']),
    program: z.enum(['auto', 'vllm', 'transformers']),
    idleMinutes: z.number().min(0),
    besideTraining: z.boolean(),
  }),
  /** Kept from start to start where it is free, so that whoever knows the address may go on. */
  port,
  /** Asked for in every request, where the program can. */
  key: z.string().min(16).max(200),
  createdAt: z.number(),
});
/** A server as it was set up. */
export type ServerFacts = z.output<typeof serverFactsSchema>;

const serverProcessSchema = z.object({
  process: processIdentitySchema,
  /** The app that started it and stops it when it ends. */
  owner: processIdentitySchema,
  program: z.enum(['vllm', 'transformers']),
  device: z.enum(['cuda', 'mps', 'cpu']),
  port,
  startedAt: z.number(),
});
/** The process that serves or served last. */
export type ServerProcess = z.output<typeof serverProcessSchema>;

/** A server's folder, `<data>/servers/<name>/`: all that is known of it, so that an app started anew finds what the last one left. */
export interface ServerFolder {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly logFile: string;
  facts(): Promise<ServerFacts | undefined>;
  process(): Promise<ServerProcess | undefined>;
  writeFacts(facts: ServerFacts): Promise<void>;
  writeProcess(process: ServerProcess | undefined): Promise<void>;
  /**
   * Makes the model known by the server's name inside of this folder. Programs name a model as they find it: from here, by a name without a path, which then
   * stands in captions.
   */
  linkModel(folder: string): Promise<void>;
  /** Puts the log of the last start aside. */
  beginLog(): Promise<void>;
  remove(): Promise<void>;
}

export function serverFolder(parent: string, name: string): ServerFolder {
  const folder = path.join(parent, name);
  const file = (of: keyof typeof FILES) => path.join(folder, FILES[of]);
  // Both hold or lead to the key: nobody else may read them.
  const write = (of: keyof typeof FILES, value: object) =>
    writePrivateFile(file(of), `${JSON.stringify(value, undefined, 2)}\n`);
  return {
    name,
    path: folder,
    logFile: file('log'),
    facts: () => readCheckedJson(file('server'), serverFactsSchema, MOST_BYTES),
    process: () => readCheckedJson(file('process'), serverProcessSchema, MOST_BYTES),
    writeFacts: (facts) => write('server', facts),
    writeProcess: (process) => (process ? write('process', process) : rm(file('process'), { force: true })),
    linkModel: async (model) => {
      const link = path.join(folder, name);
      await rm(link, { force: true, recursive: false });
      await symlink(model, link, process.platform === 'win32' ? 'junction' : 'dir');
    },
    beginLog: () =>
      rename(file('log'), path.join(folder, 'log-before.txt')).catch(() => {
        // There is none yet.
      }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
