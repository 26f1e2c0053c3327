import type { FlowNode } from '../../../core/flow.ts';
import type { Json } from '../../../core/json.ts';
import { editFlow, useProblems } from '../../flow/flow-store.ts';
import { TEXTS } from '../../texts.ts';
import { useTouched } from '../impact/last-touched.ts';
import { checkParam } from './check-param.ts';
import { afterTyping, dropTyping, endStep, useDrafts } from './drafts.ts';
import { type Field, isChanged, paramEdits, paramValue, sharedValue } from './form-model.ts';
import { draftKey } from './reset-fields.ts';

/** One parameter of one or several nodes, as a field shows it. */
export interface ParamState {
  /** As typed where that is not valid yet. */
  readonly value: Json | undefined;
  readonly mixed: boolean;
  /** The lowest and the highest of numbers that differ. */
  readonly range: readonly [number, number] | undefined;
  readonly changed: boolean;
  /** What is wrong with it, with what to do. */
  readonly error: string | undefined;
  readonly warning: string | undefined;
  /** `typing` waits for a pause; a press applies at once. Typing of one `step` is undone together. */
  readonly set: (value: Json, how: 'typing' | 'press', step?: string) => void;
  /** Changes each node's own number by so much, within its range. */
  readonly stepAll: (by: number) => void;
  /** Sends what was typed without waiting for a pause. */
  readonly flush: () => void;
  readonly restore: () => void;
}

const TYPING_MS = 300;

/** Reads and writes a parameter. Changes apply by themselves; what is not valid stays in the field and is not sent. */
export function useParam(nodes: readonly FlowNode[], field: Field): ParamState {
  const { name, schema, label } = field;
  const ids = nodes.map((node) => node.id);
  const key = draftKey(nodes, name);
  const draft = useDrafts((state) => state.values[key]);
  const shared = sharedValue(nodes, name, schema);
  const value = draft !== undefined ? draft : shared.value;
  const own = draft === undefined ? undefined : checkParam(schema, draft);
  const found = useProblems().filter(
    (problem) => problem.param === name && problem.node !== undefined && ids.includes(problem.node),
  );
  const say = (severity: 'error' | 'warning') => {
    const problem = found.find((each) => each.severity === severity);
    return problem && `${problem.message} ${problem.remedy}`;
  };
  const send = (next: Json, merge?: string) => {
    editFlow(paramEdits(ids, name, schema, next), TEXTS.edits.param(label), merge?.slice(0, 200));
    useDrafts.getState().drop(key);
  };
  return {
    value,
    mixed: draft === undefined && shared.mixed,
    range: draft === undefined && shared.mixed ? numberRange(nodes, field) : undefined,
    changed: draft !== undefined || nodes.some((node) => isChanged(node, name, schema)),
    error: own ?? (draft === undefined ? say('error') : undefined),
    warning: say('warning'),
    set: (next, how, step = '') => {
      useTouched.setState({ node: ids[0], param: name });
      endStep(key, how === 'typing' ? step : undefined);
      useDrafts.getState().put(key, next);
      if (checkParam(schema, next) !== undefined) dropTyping(key);
      else if (how === 'press') send(next);
      else afterTyping(key, TYPING_MS, () => send(next, `set ${key} ${step}`), step);
    },
    stepAll: (by) => {
      const edits = nodes.flatMap((node) => {
        const own = paramValue(node, name, schema);
        if (typeof own !== 'number') return [];
        const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
        const next = Number(Math.min(maximum, Math.max(minimum, own + by)).toFixed(10));
        return paramEdits([node.id], name, schema, next);
      });
      dropTyping(key);
      useDrafts.getState().drop(key);
      editFlow(edits, TEXTS.edits.param(label), `step ${key}`.slice(0, 200));
    },
    flush: () => endStep(key),
    restore: () => {
      useTouched.setState({ node: ids[0], param: name });
      dropTyping(key);
      useDrafts.getState().drop(key);
      editFlow(
        ids.map((id) => ({ kind: 'set-params', id, params: {}, reset: [name] })),
        TEXTS.edits.restore(label),
      );
    },
  };
}

function numberRange(
  nodes: readonly FlowNode[],
  { name, schema }: Field,
): readonly [number, number] | undefined {
  const numbers = nodes
    .map((node) => paramValue(node, name, schema))
    .filter((value) => typeof value === 'number');
  return numbers.length === nodes.length ? [Math.min(...numbers), Math.max(...numbers)] : undefined;
}
