import { type FlowDifference, workChanges } from '../../core/compare-flows.ts';

/** How a node of a sketch differs from the flow that it is compared with. */
export type SketchMark = 'added' | 'removed' | 'changed';

/** Marks for the sketch of the earlier flow (`then`) or of the later one (`now`). Places alone are no mark: the sketch lays out anew. */
export function sketchMarks(
  { added, removed, changed }: FlowDifference,
  side: 'then' | 'now',
): ReadonlyMap<string, SketchMark> {
  const marks = new Map<string, SketchMark>();
  for (const change of changed)
    if (
      workChanges(change).length > 0 ||
      change.fields.some(({ name }) => name === 'title' || name === 'notes')
    )
      marks.set(change.id, 'changed');
  if (side === 'then') for (const { id } of removed) marks.set(id, 'removed');
  else for (const { id } of added) marks.set(id, 'added');
  return marks;
}
