import { type FlowDifference, isSameFlow, isSameWork, type ValueChange } from '../../core/compare-flows.ts';
import {
  compareRuns,
  type Figure,
  isSameNode,
  isSameRun,
  type NodeComparison,
  type RunComparison,
  shareOf,
} from '../../core/compare-runs.ts';
import type { ChangedSamples } from '../../core/contract/run-history.ts';
import { wireId } from '../../core/flow.ts';
import type { RunId } from '../../core/ids.ts';
import type { Json } from '../../core/json.ts';
import { changedSamples } from '../session/compare-samples.ts';
import { reportSource, runReport } from '../session/run-report.ts';
import { type CommandContext, openProjectFor } from './command-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { formatDuration, formatUsd } from './format-number.ts';
import { formatTable, plainText } from './plain-text.ts';

const WIDTH = 200;
const VALUE = 60;

/** `compare PROJECT RUN_A RUN_B [--json]`: what changed from the first run to the second [CLI13]. */
export async function compareCommand(
  context: CommandContext,
  path: string,
  before: number,
  after: number,
  options: { readonly json?: boolean },
): Promise<ExitCode> {
  const project = await openProjectFor(context, path, 'read');
  const { store } = project;
  const source = reportSource(project);
  const comparison = compareRuns(
    await runReport(source, before as RunId),
    await runReport(source, after as RunId),
  );
  const { moves, same, limits } = await changedSamples(store, {
    before: before as RunId,
    after: after as RunId,
    offset: 0,
    limit: 1,
  });
  const samples = { moves, same, limits };
  context.terminal.out(
    options.json ? `${JSON.stringify({ ...comparison, samples })}\n` : formatComparison(comparison, samples),
  );
  return EXIT.done;
}

/** The comparison for people. Names and values are strangers' texts and lose what could move the cursor. */
export function formatComparison(
  comparison: RunComparison,
  samples: Omit<ChangedSamples, 'samples'>,
): string {
  const { before, after } = comparison;
  const sections = [
    `Run ${before.id} → run ${after.id}${isSameRun(comparison) ? ': the same' : ''}`,
    section('Flow', flowLines(comparison.flow)),
    section('Options', changeLines(comparison.options)),
    section(
      'Models',
      comparison.models.flatMap(({ node, changes }) => changeLines(changes, `${node}.`)),
    ),
    section('Versions and hardware', changeLines(comparison.environment)),
    section('Nodes', nodeLines(comparison.nodes)),
    section('Figures', figureLines(comparison.figures)),
    section('Samples', sampleLines(samples)),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${title}\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

function flowLines(flow: FlowDifference | undefined): readonly string[] {
  if (flow === undefined) return ['not known for one of the two runs'];
  if (isSameFlow(flow)) return [];
  if (isSameWork(flow)) return ['the same work; names, notes or places differ'];
  return [
    ...flow.added.map(({ id, type }) => plainText(`+ ${id} (${type})`, WIDTH)),
    ...flow.removed.map(({ id, type }) => plainText(`- ${id} (${type})`, WIDTH)),
    ...flow.changed.flatMap(({ id, fields, params }) =>
      changeLines([...fields.filter(({ name }) => name !== 'position'), ...params], `${id}.`),
    ),
    ...flow.wiresAdded.map((wire) => plainText(`+ ${wireId(wire)}`, WIDTH)),
    ...flow.wiresRemoved.map((wire) => plainText(`- ${wireId(wire)}`, WIDTH)),
  ];
}

function changeLines(changes: readonly ValueChange[], prefix = ''): readonly string[] {
  return changes.map(({ name, before, after }) =>
    plainText(`${prefix}${name}: ${valueText(before)} → ${valueText(after)}`, WIDTH),
  );
}

function valueText(value: Json | undefined): string {
  if (value === undefined || value === null) return 'not set';
  return plainText(typeof value === 'string' ? value : JSON.stringify(value), VALUE);
}

function nodeLines(nodes: readonly NodeComparison[]): readonly string[] {
  const changed = nodes.filter((node) => !isSameNode(node));
  if (changed.length === 0) return [];
  const rows = changed.map((node) => [
    plainText(node.id, VALUE),
    ...(['kept', 'rejected', 'failed'] as const).flatMap((count) => [
      `${countText(node.before?.[count])} → ${countText(node.after?.[count])}`,
      points(node, count),
    ]),
  ]);
  const table = formatTable([['node', 'kept', '', 'rejected', '', 'failed', ''], ...rows]).split('\n');
  const reasons = changed.flatMap(({ id, reasons }) =>
    reasons
      .slice(0, 5)
      .map(({ outcome, reason, before, after }) =>
        plainText(`${id} ${outcome}, ${reason}: ${countText(before)} → ${countText(after)}`, WIDTH),
      ),
  );
  return [...table, ...reasons];
}

function countText(count: number | undefined): string {
  return count === undefined ? '–' : count.toLocaleString('en-US');
}

/** Difference of the shares in percentage points; '' where a side has none. */
function points(node: NodeComparison, count: 'kept' | 'rejected' | 'failed'): string {
  const [old, now] = [shareOf(node.before, count), shareOf(node.after, count)];
  if (old === undefined || now === undefined) return '';
  const gap = (now - old) * 100;
  return `${gap > 0 ? '+' : gap < 0 ? '−' : '±'}${Math.abs(gap).toFixed(1)} pp`;
}

function figureLines(figures: readonly Figure[]): readonly string[] {
  return figures
    .filter(({ before, after }) => before !== after)
    .map(({ name, before, after }) => `${name}: ${figureText(name, before)} → ${figureText(name, after)}`);
}

function figureText(name: string, value: number | null): string {
  if (value === null) return 'not known';
  if (name === 'durationMs') return formatDuration(value / 1000);
  return name === 'spendUsd' ? formatUsd(value) : value.toLocaleString('en-US');
}

function sampleLines({ moves, same, limits }: Omit<ChangedSamples, 'samples'>): readonly string[] {
  return [
    ...moves.map(({ before, after, count }) => {
      const what = before === 'kept' && after === 'kept' ? 'kept, another caption' : `${before} → ${after}`;
      return `${what}: ${count.toLocaleString('en-US')}`;
    }),
    `alike: ${same.toLocaleString('en-US')}`,
    ...limits,
  ];
}
