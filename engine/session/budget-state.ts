import type { BudgetState } from '../../core/contract/budget.ts';
import type { ProjectStore } from '../store/project-store.ts';

/** Where the money of a project is. */
export function budgetState({ budget, meta }: ProjectStore): BudgetState {
  const capUsd = meta.capUsd();
  return {
    ...budget.spend(),
    leftBehind: budget.leftBehind(),
    nodes: budget.byNode().map(({ node, ...spend }) => ({ ...spend, ...(node !== undefined && { node }) })),
    ...(capUsd !== undefined && { capUsd }),
  };
}
