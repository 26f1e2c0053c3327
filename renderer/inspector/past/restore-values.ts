import type { ValueChange } from '../../../core/compare-flows.ts';
import type { FlowEdit } from '../../../core/flow-edit.ts';
import type { Json } from '../../../core/json.ts';
import type { NodeDescriptor } from '../../../core/node-descriptor.ts';
import { editFlow } from '../../flow/flow-store.ts';
import { TEXTS } from '../../texts.ts';
import { sameJson } from '../forms/check-param.ts';
import { dropTyping, useDrafts } from '../forms/drafts.ts';

/** The one edit that gives a node's parameters the values that changes lead to; defaults are taken out. */
export function restoreEdits(
  id: string,
  params: NodeDescriptor['params'],
  changes: readonly ValueChange[],
): readonly FlowEdit[] {
  const values: Record<string, Json> = {};
  const reset: string[] = [];
  for (const { name, after } of changes) {
    if (after === undefined || sameJson(after, params[name]?.default)) reset.push(name);
    else values[name] = after;
  }
  return [{ kind: 'set-params', id, params: values, ...(reset.length > 0 && { reset }) }];
}

/** Gives a node values of a run again, as one step of undo. */
export function restoreValues(
  id: string,
  params: NodeDescriptor['params'],
  changes: readonly ValueChange[],
  run: number,
): void {
  for (const { name } of changes) {
    dropTyping(`${id}.${name}`);
    useDrafts.getState().drop(`${id}.${name}`);
  }
  editFlow(restoreEdits(id, params, changes), TEXTS.past.edit(run));
}
