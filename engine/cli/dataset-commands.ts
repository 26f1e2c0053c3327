import { exportDataset, importDataset } from '../session/dataset-exchange.ts';
import { type CommandContext, openProjectFor } from './command-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { plainText } from './plain-text.ts';

/** `import PROJECT FILE [--format F] [--images DIR]` */
export async function importCommand(
  context: CommandContext,
  path: string,
  file: string,
  options: { readonly format?: string; readonly images?: string; readonly json?: boolean },
): Promise<ExitCode> {
  const project = await openProjectFor(context, path, 'write');
  const added = await importDataset(project, {
    file: context.path(file),
    ...(options.format !== undefined && { format: options.format }),
    ...(options.images !== undefined && { images: context.path(options.images) }),
  });
  context.terminal.out(
    options.json
      ? `${JSON.stringify(added)}\n`
      : `${added.records.toLocaleString('en-US')} records, as node "${added.node}".\n`,
  );
  return EXIT.done;
}

/** `export PROJECT --format F --out PATH [--from NODE]` */
export async function exportCommand(
  context: CommandContext,
  path: string,
  options: { readonly format: string; readonly out: string; readonly from?: string; readonly json?: boolean },
): Promise<ExitCode> {
  // Sidecars that the app writes are noted in the project, so that they are recognised later: it is written to.
  const project = await openProjectFor(context, path, 'write');
  const abort = new AbortController();
  const deaf = context.terminal.onInterrupt(() => abort.abort());
  try {
    const result = await exportDataset(
      project,
      {
        format: options.format,
        out: context.path(options.out),
        ...(options.from !== undefined && { from: options.from }),
      },
      abort.signal,
    );
    context.terminal.out(options.json ? `${JSON.stringify(result)}\n` : `${plainText(result.summary)}\n`);
    return EXIT.done;
  } finally {
    deaf();
  }
}
