import { compareFlows, isSameFlow } from '../../core/compare-flows.ts';
import type { FlowAnswer, FlowState } from '../../core/contract/flow.ts';
import { type Flow, findNode } from '../../core/flow.ts';
import { applyEdits, type FlowEdit } from '../../core/flow-edit.ts';
import { applyStep } from '../../core/flow-step.ts';
import { share } from '../rpc/share.ts';

/** An edit that is shown already and not yet confirmed by the engine. */
export interface PendingEdit {
  readonly id: number;
  readonly edits: readonly FlowEdit[];
  readonly label: string;
  readonly merge?: string;
}

/** What the engine has said, what was done since, and the two together. The engine's word wins. */
export interface OptimisticFlow {
  readonly confirmed: FlowState;
  readonly pending: readonly PendingEdit[];
  readonly flow: Flow;
}

export function startFlow(confirmed: FlowState): OptimisticFlow {
  return { confirmed, pending: [], flow: confirmed.flow };
}

/** Shows an edit at once. Throws `FLOW_EDIT` where it does not fit. */
export function addPending(state: OptimisticFlow, edit: PendingEdit): OptimisticFlow {
  return { ...state, pending: [...state.pending, edit], flow: applyEdits(state.flow, edit.edits) };
}

/** The engine took the edit `id` and gave its state; what came later is put on top again. */
export function confirmPending(state: OptimisticFlow, id: number, confirmed: FlowState): OptimisticFlow {
  return rebase(
    state,
    newer(state.confirmed, confirmed),
    state.pending.filter((edit) => edit.id > id),
  );
}

/** The engine refused the edit `id`: it disappears, what came later stays where it still fits. */
export function rejectPending(state: OptimisticFlow, id: number): OptimisticFlow {
  return rebase(
    state,
    state.confirmed,
    state.pending.filter((edit) => edit.id !== id),
  );
}

/** A state that came unasked: another window, undo, a template. Older ones are ignored. */
export function receiveFlow(state: OptimisticFlow, confirmed: FlowState): OptimisticFlow {
  return rebase(state, newer(state.confirmed, confirmed), state.pending);
}

/** The flow that an answer tells of; undefined where it starts from a revision that is not the known one. */
export function flowOf(known: FlowState | undefined, answer: FlowAnswer): Flow | undefined {
  if ('flow' in answer) return answer.flow;
  return known?.revision === answer.since ? applyStep(known.flow, answer.step) : undefined;
}

/** Whether edits would still change a flow: one that has come already changes nothing, or is refused. */
export function hasEffect(flow: Flow, edits: readonly FlowEdit[]): boolean {
  const added = edits.flatMap((edit) => (edit.kind === 'add-node' ? [edit.node.id] : []));
  // Ids are never used again: these nodes are those of the edits themselves.
  if (added.length > 0 && added.every((id) => findNode(flow, id))) return false;
  return !isSameFlow(compareFlows(flow, applyEdits(flow, edits)));
}

function newer(a: FlowState, b: FlowState): FlowState {
  return b.revision >= a.revision ? share(a, b) : a;
}

/** What was shown `before` stays the same object wherever it is the same: an answer draws again only what it changes. */
function rebase(
  before: OptimisticFlow,
  confirmed: FlowState,
  pending: readonly PendingEdit[],
): OptimisticFlow {
  let flow = confirmed.flow;
  const kept: PendingEdit[] = [];
  for (const edit of pending) {
    try {
      flow = applyEdits(flow, edit.edits);
      kept.push(edit);
    } catch {
      // It no longer fits, e.g. its node was removed elsewhere. The engine will refuse it, too, and say so.
      kept.push({ ...edit, edits: [] });
    }
  }
  return { confirmed, pending: kept, flow: share(before.flow, flow) };
}
