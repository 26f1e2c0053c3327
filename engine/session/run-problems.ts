import { UserError } from '../../core/errors.ts';
import type { Flow } from '../../core/flow.ts';
import type { Problem } from '../../core/problem.ts';

/** Says that a run cannot go to a node which is not there, and which ones are. */
export function noSuchTarget(id: string, flow: Flow): Problem {
  return {
    code: 'FLOW_INVALID',
    severity: 'error',
    message: `There is no node "${id}" to run to.`,
    remedy:
      flow.nodes.length === 0
        ? 'The flow is empty.'
        : `It has: ${flow.nodes.map((node) => node.id).join(', ')}.`,
  };
}

/** The first of several problems as what a caller is told; the place stands before it. */
export function problemError(first: Problem, more: number): UserError {
  const others = more === 0 ? '' : ` (and ${more} more ${more === 1 ? 'problem' : 'problems'})`;
  const place = first.node === undefined ? '' : `${first.node}: `;
  return new UserError(first.code, `${place}${first.message}${others}`, {
    remedy: first.remedy,
    ...(first.fix && { fix: first.fix }),
  });
}
