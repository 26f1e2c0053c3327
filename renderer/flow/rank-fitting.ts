import { CATEGORIES, type Category } from '../../core/define-node.ts';
import type { NodeDescriptor } from '../../core/node-descriptor.ts';
import type { PortType } from '../../core/port.ts';
import { fittingPortsOf, REJECTED_PORT, type Side } from './wire-fit.ts';

/** One end of a wire that is looking for its other end, and the kind of node it hangs on. */
export interface LooseEnd {
  readonly side: Side;
  readonly type: PortType;
  readonly port?: string;
  readonly category?: Category;
}

/**
 * Node types that a loose end can be led to, what usually comes next first: those that can only give what they rejected last; then
 * by how far their category is along the order of the work; then the same port type before a wider one; then the palette's order.
 */
export function rankFitting(types: readonly NodeDescriptor[], end: LooseEnd): readonly NodeDescriptor[] {
  return types
    .flatMap((type) => {
      const port = fittingPortsOf(type, end)[0];
      if (!port) return [];
      const rejected = port.name === REJECTED_PORT ? 1 : 0;
      return [{ type, rank: [rejected, distance(end, type.category), port.type === end.type ? 0 : 1] }];
    })
    .sort((a, b) => compare(a.rank, b.rank))
    .map(({ type }) => type);
}

/** The port of a type that a loose end goes to; undefined where none fits. */
export function fittingPort(type: NodeDescriptor, end: LooseEnd): string | undefined {
  return fittingPortsOf(type, end)[0]?.name;
}

/** Steps along the order of the work in the direction of the wire; against it comes after everything. */
function distance({ side, port, category }: LooseEnd, candidate: Category): number {
  if (category === undefined) return 0;
  // What was rejected is seldom filtered on: it goes to another captioner, or into a dataset of its own.
  const from = port === REJECTED_PORT ? CATEGORIES.indexOf('captioners') - 1 : CATEGORIES.indexOf(category);
  const steps = (CATEGORIES.indexOf(candidate) - from) * (side === 'output' ? 1 : -1);
  // Filters stand in rows; two of another kind seldom follow each other.
  if (steps === 0) return candidate === 'filters' ? 0.5 : 4.5;
  return steps > 0 ? steps : CATEGORIES.length - steps;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
