import type { NodeProgress, RunProgress } from '../../core/run.ts';
import { formatCount, formatDuration, formatRate, formatUsd } from './format-number.ts';
import { plainText } from './plain-text.ts';

const BAR_CELLS = 20;

/**
 * A run on one line. The node that has the most work left says how far the run is: it is what everything waits for.
 * `▕██████      ▏ captioner 7/24  1.4/s  12 s left  $0.03`
 */
export function progressLine(run: RunProgress, columns: number): string {
  const node = slowest(run.nodes);
  if (node === undefined) return plainText(`${capitalised(run.state)} …`, columns);
  const done = settled(node);
  const total = Math.max(node.expected ?? 0, node.in, done);
  const failed = run.nodes.reduce((sum, { failed: count }) => sum + count, 0);
  const parts = [
    total > 0 ? bar(done / total) : undefined,
    `${node.id} ${formatCount(done)}/${formatCount(total)}`,
    run.state === 'paused' ? 'paused' : undefined,
    node.ratePerSecond > 0 ? formatRate(node.ratePerSecond) : undefined,
    node.etaSeconds === undefined ? undefined : `${formatDuration(node.etaSeconds)} left`,
    run.spendUsd > 0 ? formatUsd(run.spendUsd) : undefined,
    failed > 0 ? `${formatCount(failed)} failed` : undefined,
    // While nothing moves, what it waits for is all there is to say.
    node.note ?? (node.ratePerSecond === 0 ? node.detail : undefined),
  ];
  return plainText(parts.filter((part) => part !== undefined).join('  '), columns);
}

function settled(node: NodeProgress): number {
  return node.kept + node.rejected + node.failed;
}

/** The node that has most samples waiting before it; without any, the one furthest down that has seen samples. */
function slowest(nodes: readonly NodeProgress[]): NodeProgress | undefined {
  let found: NodeProgress | undefined;
  for (const node of nodes)
    if (node.state !== 'waiting' && node.pending > (found?.pending ?? 0)) found = node;
  return found ?? nodes.findLast((node) => node.in > 0);
}

function bar(share: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * BAR_CELLS * 8);
  const full = Math.floor(eighths / 8);
  const partial = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8] ?? '';
  return `▕${('█'.repeat(full) + partial).padEnd(BAR_CELLS)}▏`;
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
