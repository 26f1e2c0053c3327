import { fileURLToPath } from 'node:url';
import { startWebServer } from '../server/web-server.ts';
import type { ProjectSession } from '../session/project-session.ts';
import type { CommandContext } from './command-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { reportError } from './report-error.ts';
import { runProject } from './run-command.ts';
import { showProgress } from './show-progress.ts';

const INTERFACE = new URL('../../dist/renderer/', import.meta.url);

export interface ServeOptions {
  readonly port?: number;
  /** Opens the sample project and runs it at once. */
  readonly sample?: boolean;
}

/** `serve [PROJECT]`: the interface in a browser, until interrupted. */
export async function serveCommand(
  context: CommandContext,
  path: string | undefined,
  options: ServeOptions,
): Promise<ExitCode> {
  const { terminal } = context;
  const engine = await context.engine('web');
  const server = await startWebServer(engine, {
    port: options.port ?? 0,
    interfaceFolder: fileURLToPath(INTERFACE),
  });
  try {
    const interrupted = new Promise<void>((resolve) => {
      let times = 0;
      terminal.onInterrupt(() => {
        times += 1;
        if (times > 1) terminal.quit(EXIT.interrupted);
        resolve();
      });
    });
    if (options.sample) await engine.session.openSample();
    else if (path !== undefined) await engine.session.open(context.path(path));
    terminal.out(`${server.url}\n`);
    terminal.err('Open this address in a browser on this computer. Ctrl+C ends it.\n');
    if (options.sample) void showSampleRun(context, engine.session.requireProject(), interrupted);
    await interrupted;
    return EXIT.done;
  } finally {
    await server.close();
  }
}

/** The first run of the sample also shows in the terminal. */
async function showSampleRun(
  context: CommandContext,
  project: ProjectSession,
  interrupted: Promise<void>,
): Promise<void> {
  try {
    const run = await project.startRun({});
    const display = showProgress(context.terminal);
    run.onProgress((progress) => display.update(progress));
    await Promise.race([run.finished, interrupted]);
    display.end();
  } catch (error) {
    reportError(context.terminal, error, false);
  }
}

/** `sample --headless`: the sample's flow in the terminal. */
export async function sampleCommand(
  context: CommandContext,
  options: { readonly limit?: number; readonly json?: boolean },
): Promise<ExitCode> {
  const { session } = await context.engine();
  const project = await session.openSample();
  project.requireWritable();
  context.terminal.err(`Sample project: ${project.store.path}\n`);
  return runProject(
    context.terminal,
    project,
    { ...(options.limit !== undefined && { limit: options.limit }) },
    { json: options.json ?? false, showCaptions: 3 },
  );
}
