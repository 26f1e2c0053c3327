import path from 'node:path';
import { fromErrorRecord } from '../../core/errors.ts';
import type { ManagedServer, ServerSettings } from '../../core/serving/managed-server.ts';
import { servingMissing } from '../serving/serving-packages.ts';
import type { CommandContext } from './command-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { plainText } from './plain-text.ts';
import { reportError } from './report-error.ts';

/** Any time that timers take. */
const LONG_MS = 2 ** 30;

export interface ServeModelOptions {
  readonly device?: ServerSettings['device'];
  readonly program?: ServerSettings['program'];
  readonly json?: boolean;
}

/** `serve-model FOLDER`: serves a model as an endpoint until interrupted. Its address goes to stdout as soon as it answers. */
export async function serveModelCommand(
  context: CommandContext,
  given: string,
  { device, program, json = false }: ServeModelOptions,
): Promise<ExitCode> {
  const { terminal } = context;
  const { serving } = await context.engine();
  const packages = await serving.packages.get();
  if (packages.state !== 'ready' && program !== 'vllm') throw servingMissing(packages);
  const folder = context.path(given);
  const { name, title } = await serving.desk.serve(folder, path.basename(folder), {
    ...(device && { device }),
    ...(program && { program }),
  });
  terminal.err(`Starts a server for ${plainText(title)}.\n`);
  const stopping = new AbortController();
  const interrupted = Promise.withResolvers<void>();
  const ignore = terminal.onInterrupt(() => {
    if (stopping.signal.aborted) return terminal.quit(EXIT.interrupted);
    stopping.abort();
    interrupted.resolve();
  });
  let letGo: () => void = () => undefined;
  // Looking at a server keeps no process alive; this command is there for nothing else.
  const awake = setInterval(() => undefined, LONG_MS);
  try {
    // In use as long as the command runs: whoever started it here ends it here.
    letGo = await serving.desk.use(name, stopping.signal);
    const ready = (await serving.desk.list()).find((one) => one.name === name);
    if (ready) tell(context, ready, json);
    return await untilItEnds(context, name, interrupted.promise);
  } catch (thrown) {
    if (stopping.signal.aborted) return EXIT.interrupted;
    throw thrown;
  } finally {
    ignore();
    letGo();
    clearInterval(awake);
    await serving.desk.stop(name);
  }
}

function tell({ terminal }: CommandContext, server: ManagedServer, json: boolean): void {
  const { name, url } = server;
  terminal.out(json ? `${JSON.stringify(server)}\n` : `${url}\n`);
  terminal.err(
    `It is the endpoint "${name}", in the app and by "--set captioner.endpoint=${name}". Ctrl+C stops it.\n`,
  );
}

/** Done when it is interrupted or stopped by the app; an error where it ends by itself. */
async function untilItEnds(
  { terminal, engine }: CommandContext,
  name: string,
  interrupted: Promise<void>,
): Promise<ExitCode> {
  const { serving } = await engine();
  const looking = new AbortController();
  const ended = (async () => {
    for await (const servers of serving.desk.watch(looking.signal)) {
      const server = servers.find((one) => one.name === name);
      if (server?.state === 'failed') return server.error;
      if (server === undefined || server.state === 'stopped') return undefined;
    }
    return undefined;
  })();
  const error = await Promise.race([ended, interrupted]);
  looking.abort();
  if (!error) return EXIT.done;
  reportError(terminal, fromErrorRecord(error), false);
  return EXIT.failures;
}
