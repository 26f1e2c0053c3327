import { useQuery } from '@tanstack/react-query';
import { useCatalog, useFlow, useProblems } from '../flow/flow-store.ts';
import { useProject } from '../rpc/project-state.ts';
import { api } from '../rpc/queries.ts';
import { type StepFacts, stepsDone } from './tour-steps.ts';

/** The project as the first steps judge it, with what is done of them. */
export function useStepsDone(): { readonly facts: StepFacts; readonly done: readonly boolean[] } {
  const flow = useFlow();
  const catalog = useCatalog();
  const problems = useProblems();
  const captions = useProject((state) => state.project?.captions ?? 0);
  const run = useProject((state) => state.run);
  const edited = useQuery(
    api.image.list.queryOptions({ input: { filter: 'edited', limit: 1 }, enabled: captions > 0 }),
  );
  const facts = { flow, catalog, problems, captions, edited: edited.data?.total ?? 0, run };
  return { facts, done: stepsDone(facts) };
}
