import type { BudgetState } from '../../core/contract/budget.ts';
import type { EngineSession } from '../session/engine-session.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { api } from './implementer.ts';

export function budgetHandlers(engine: EngineSession) {
  return api.budget.router({
    get: api.budget.get.handler(() => budgetState(engine.requireProject().store)),
    settleLeftBehind: api.budget.settleLeftBehind.handler(async ({ input }) => {
      const project = engine.requireProject();
      project.requireWritable();
      project.store.budget.settleLeftBehind(input.usd);
      await project.publishInfo();
      return budgetState(project.store);
    }),
  });
}

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
