import { resolve } from 'node:path';
import { createEngine, type Engine } from '../index.ts';
import type { ProjectSession } from '../session/project-session.ts';
import { createNodeHost } from './node-host.ts';
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

export function createContext(terminal: Terminal): ClosableContext {
  let engine: Promise<Engine> | undefined;
  return {
    terminal,
    engine: (kind = 'cli') => {
      engine ??= createEngine(createNodeHost(kind, terminal.environment), terminal.environment);
      return engine;
    },
    path: (given) => resolve(terminal.folder, given),
    close: async () => (await engine)?.close(),
  };
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
