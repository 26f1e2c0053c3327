import { compareFlows } from '../../core/compare-flows.ts';
import type { Flow } from '../../core/flow.ts';
import type { FlowEdit } from '../../core/flow-edit.ts';
import type { Json } from '../../core/json.ts';

/** A value that this window has set lately and another one has set since. */
export interface Overwritten {
  readonly node: string;
  /** A parameter, or a field of the node. */
  readonly name: string;
  readonly isParam: boolean;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** Longest time between two changes of the same value that a person would call simultaneous. */
const LATELY_MS = 30_000;

/** What this window has set, by `node.name`, and when. */
export type RecentValues = ReadonlyMap<string, number>;

/** The values that edits set, with those of before that are still recent. */
export function noteValues(recent: RecentValues, edits: readonly FlowEdit[], now: number): RecentValues {
  const next = new Map([...recent].filter(([, at]) => now - at < LATELY_MS));
  for (const edit of edits) for (const key of valuesOf(edit)) next.set(key, now);
  return next;
}

function valuesOf(edit: FlowEdit): readonly string[] {
  if (edit.kind === 'set-params')
    return [...Object.keys(edit.params), ...(edit.reset ?? [])].map((name) => `${edit.id}.${name}`);
  if (edit.kind !== 'set-node') return [];
  const { kind: _kind, id, ...fields } = edit;
  return Object.keys(fields).map((name) => `${id}.${name}`);
}

/**
 * Values of this window that another has overwritten: the engine puts edits into one order, and of two the later holds.
 * `shown` is what this window showed, `now` what it shows with the other's edits in it.
 */
export function overwritten(shown: Flow, now: Flow, recent: RecentValues): readonly Overwritten[] {
  if (recent.size === 0 || shown === now) return [];
  return compareFlows(shown, now).changed.flatMap(({ id, fields, params }) =>
    [
      ...fields.map((change) => ({ ...change, isParam: false })),
      ...params.map((change) => ({ ...change, isParam: true })),
    ]
      .filter(({ name }) => recent.has(`${id}.${name}`))
      .map(({ name, isParam, before, after }) => ({ node: id, name, isParam, before, after })),
  );
}
