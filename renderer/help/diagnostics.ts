import type { SystemInfo } from '../../core/contract/system.ts';
import type { Flow } from '../../core/flow.ts';
import type { Problem } from '../../core/problem.ts';
import type { RunProgress } from '../../core/run.ts';

/** What can be said of the app and the open project. */
export interface DiagnosticFacts {
  readonly system: SystemInfo;
  readonly browser: string;
  /** Pixels, and how many of the screen's one is. */
  readonly window: { readonly width: number; readonly height: number; readonly scale: number };
  readonly project?: {
    readonly images: number;
    readonly captions: number;
    readonly readOnly: boolean;
    readonly flow: Flow;
    readonly problems: readonly Problem[];
    readonly run: RunProgress | null;
  };
}

/**
 * Facts for whoever looks for a fault: versions, types, counts and codes. Nothing of what a person has written or named: no paths, titles,
 * prompts, captions, endpoints or messages.
 */
export function diagnosticsText({ system, browser, window, project }: DiagnosticFacts): string {
  const gigabytes = (system.memoryBytes / 2 ** 30).toFixed(1);
  const lines = [
    `Ekphrasis ${system.version}, ${system.host}, ${system.platform}`,
    `${system.cores} cores, ${gigabytes} GB, GPU: ${system.gpu ?? 'none found'}`,
    `${browser}, window ${window.width} × ${window.height} at ${window.scale}`,
  ];
  if (!project) return [...lines, 'No project is open'].join('\n');
  const { images, captions, readOnly, flow, problems, run } = project;
  const types = new Map<string, number>();
  for (const { type, version, mode } of flow.nodes) {
    const name = `${type}@${version}${mode === 'active' ? '' : ` (${mode})`}`;
    types.set(name, (types.get(name) ?? 0) + 1);
  }
  return [
    ...lines,
    `Project: ${images} images, ${captions} captions${readOnly ? ', read-only' : ''}`,
    `Flow: ${flow.nodes.length} nodes, ${flow.wires.length} wires`,
    ...[...types].map(([name, count]) => `  ${count} × ${name}`),
    `Problems: ${problems.map(({ code }) => code).join(', ') || 'none'}`,
    ...runLines(run),
  ].join('\n');
}

function runLines(run: RunProgress | null): readonly string[] {
  if (run === null) return ['Run: none'];
  const reason = run.reason === undefined ? '' : `, ${run.reason.code}`;
  return [
    `Run ${run.id}: ${run.state}${reason}`,
    ...run.nodes.map(
      ({ type, state, in: all, kept, rejected, failed, pending, error }) =>
        `  ${type}: ${state}, in ${all}, kept ${kept}, rejected ${rejected}, failed ${failed}, pending ${pending}${
          error === undefined ? '' : `, ${error.code}`
        }`,
    ),
  ];
}
