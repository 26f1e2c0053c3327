import { applyDifference, compareFlows, equalJson, type FlowDifference } from './compare-flows.ts';
import { type Flow, wireId } from './flow.ts';

/** What leads from one flow to another, the ids that were used included. */
export interface FlowStep {
  readonly difference: FlowDifference;
  /** All of them where they differ. */
  readonly usedIds?: Flow['usedIds'];
}

/**
 * `applyStep(before, stepBetween(before, after))` is `after`, and shares with `before` what did not change.
 * Undefined where a step could not tell parts apart: a stranger's flow may have two wires or marks of one identity.
 */
export function stepBetween(before: Flow, after: Flow): FlowStep | undefined {
  if (!hasDistinctParts(before) || !hasDistinctParts(after)) return undefined;
  return {
    difference: compareFlows(before, after),
    ...(!equalJson(before.usedIds, after.usedIds) && { usedIds: after.usedIds }),
  };
}

/** The flow with the step made. */
export function applyStep(flow: Flow, { difference, usedIds = flow.usedIds }: FlowStep): Flow {
  return { ...applyDifference(flow, difference), usedIds };
}

function hasDistinctParts({ wires, notes, frames }: Flow): boolean {
  const distinct = (ids: readonly string[]) => new Set(ids).size === ids.length;
  return (
    distinct(wires.map(wireId)) && distinct(notes.map(({ id }) => id)) && distinct(frames.map(({ id }) => id))
  );
}
