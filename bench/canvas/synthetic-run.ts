import type { Flow } from '../../core/flow.ts';
import type { RunId } from '../../core/ids.ts';
import type { NodeProgress, RunProgress } from '../../core/run.ts';

/** Samples that each node of the synthetic run expects. */
const EXPECTED = 20_000;
/** Samples that a node settles from one step to the next. */
const PER_STEP = 37;

/**
 * A run over this flow after so many steps: `moving` nodes, evenly spread, have settled more at each step; of the others some are done,
 * some have not begun. Nothing is executed: this is what an engine would say.
 */
export function syntheticRun(flow: Flow, moving: number, step: number): RunProgress {
  const stride = flow.nodes.length / moving;
  const moves = new Set(Array.from({ length: moving }, (_, index) => Math.floor(index * stride)));
  return {
    id: 1 as RunId,
    state: 'running',
    flowRevision: 1,
    startedAt: 0,
    spendUsd: 0,
    reservedUsd: 0,
    nodes: flow.nodes.map(({ id, type }, index) => {
      if (moves.has(index)) return progressOf(id, type, 'running', step * PER_STEP);
      return index % 2 === 0 ? progressOf(id, type, 'done', EXPECTED) : progressOf(id, type, 'queued', 0);
    }),
  };
}

function progressOf(id: string, type: string, state: NodeProgress['state'], settled: number): NodeProgress {
  const rejected = Math.floor(settled / 20);
  return {
    id,
    type,
    state,
    in: settled,
    kept: settled - rejected,
    rejected,
    failed: 0,
    pending: 0,
    reused: 0,
    expected: EXPECTED,
    ratePerSecond: state === 'running' ? PER_STEP * 10 : 0,
    ...(state === 'running' && { etaSeconds: Math.round((EXPECTED - settled) / (PER_STEP * 10)) }),
    spendUsd: 0,
    elapsedMs: state === 'queued' ? 0 : 60_000,
    outputs:
      settled === 0
        ? {}
        : { kept: settled - rejected, caption: settled, images: settled, prompted: settled, rejected },
  };
}
