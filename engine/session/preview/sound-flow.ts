import type { Flow } from '../../../core/flow.ts';
import type { NodeLibrary } from '../../run/index.ts';
import { type HasModel, type Plan, planRun } from '../../run/plan.ts';

/** A flow as far as it can be tried on one picture. */
export interface SoundFlow {
  readonly flow: Flow;
  /** Everything that would run, collectors and jobs included. */
  readonly whole: Plan;
  /** What is tried: without them, and without what is behind them [RUN12]. */
  readonly tried: Plan;
}

/** Leaves out what cannot run as it stands, types that are not known and settings that do not fit, with what is behind it: a flow is tried while it is being built. */
export function soundFlow(flow: Flow, library: NodeLibrary, hasModel: HasModel, to?: string): SoundFlow {
  const nodes = flow.nodes.filter(
    ({ mode, type, params }) =>
      mode !== 'active' || (library.types.get(type)?.params.safeParse(params).success ?? false),
  );
  const sound = { ...flow, nodes };
  const part = to === undefined ? {} : { to };
  return {
    flow,
    whole: planRun(sound, library, part, hasModel),
    tried: planRun(sound, library, { ...part, samples: [] }, hasModel),
  };
}
