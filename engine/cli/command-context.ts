import { resolve } from 'node:path';
import { createEngine, type Engine } from '../create-engine.ts';
import type { EngineHost } from '../engine-host.ts';
import type { ProjectSession } from '../session/project-session.ts';
import { environmentFirst } from '../settings/file-keychain.ts';
import type { Terminal } from './terminal.ts';

/** What every command is given. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Starts the engine; `main` closes it at the end. */
  engine(kind?: 'cli' | 'web'): Promise<Engine>;
  /** Absolute path of one given on the command line. */
  path(given: string): string;
}

export interface ClosableContext extends CommandContext {
  close(): Promise<void>;
}

/** Makes the host that commands run the engine on: `web` for `serve`. */
export type HostMaker = (
  kind: 'cli' | 'web',
  environment: Readonly<Record<string, string | undefined>>,
) => EngineHost;

export function createContext(terminal: Terminal, createHost: HostMaker): ClosableContext {
  let engine: Promise<Engine> | undefined;
  return {
    terminal,
    engine: (kind = 'cli') => {
      engine ??= start(kind, terminal, createHost);
      return engine;
    },
    path: (given) => resolve(terminal.folder, given),
    close: async () => (await engine)?.close(),
  };
}

async function start(kind: 'cli' | 'web', { environment }: Terminal, createHost: HostMaker): Promise<Engine> {
  const host = createHost(kind, environment);
  return createEngine({ ...host, keychain: environmentFirst(host.keychain, environment) }, environment);
}

/** Opens a project for a command; throws when another process owns it and the command has to write. */
export async function openProjectFor(
  context: CommandContext,
  given: string,
  access: 'read' | 'write',
): Promise<ProjectSession> {
  const { session } = await context.engine();
  const project = await session.open(context.path(given), { readOnly: access === 'read' });
  if (access === 'write') project.requireWritable();
  return project;
}
