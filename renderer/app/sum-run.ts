import type { RunProgress } from '../../core/run.ts';

/** What the run pill says: samples that are through, of how many, and the longest time left of any node. */
export interface RunSum {
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  readonly rejected: number;
  readonly etaSeconds?: number;
}

/**
 * The work of a run as one number: the settled samples of its slowest stretch, which are the captioners where there are any,
 * otherwise the node with most to do.
 */
export function sumRun(run: RunProgress): RunSum {
  const captioners = run.nodes.filter((node) => node.type.startsWith('captioners.'));
  const most = run.nodes.reduce<(typeof run.nodes)[number] | undefined>(
    (best, node) => (best && (best.expected ?? best.in) >= (node.expected ?? node.in) ? best : node),
    undefined,
  );
  const counted = captioners.length > 0 ? captioners : most ? [most] : [];
  const sum = (pick: (node: (typeof run.nodes)[number]) => number) =>
    counted.reduce((total, node) => total + pick(node), 0);
  const left = run.nodes.flatMap((node) => node.etaSeconds ?? []);
  return {
    done: sum((node) => node.kept + node.rejected + node.failed),
    total: sum((node) => Math.max(node.expected ?? 0, node.in)),
    failed: run.nodes.reduce((total, node) => total + node.failed, 0),
    rejected: run.nodes.reduce((total, node) => total + node.rejected, 0),
    ...(left.length > 0 && { etaSeconds: Math.max(...left) }),
  };
}
