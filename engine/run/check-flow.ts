import type { NodeType } from '../../core/define-node.ts';
import type { Flow } from '../../core/flow.ts';
import { upstreamOf } from '../../core/flow-graph.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Problem } from '../../core/problem.ts';
import { validateGraph } from '../../core/validate-flow.ts';
import type { RunDependencies } from './active-run.ts';

/**
 * All problems that stand against running a flow, or the part of it up to one node [RUN1]: graph, parameters, captioners, paths.
 * Executes nothing. Problems of severity `warning` do not stop a run.
 */
export async function checkFlow(
  dependencies: Pick<RunDependencies, 'library' | 'captioners'>,
  flow: Flow,
  options: { readonly to?: string; readonly capped?: boolean } = {},
): Promise<readonly Problem[]> {
  const part = options.to === undefined ? flow : partUpTo(flow, options.to);
  const problems: Problem[] = [...validateGraph(part, dependencies.library.catalog)];
  for (const node of part.nodes) {
    const type = dependencies.library.types.get(node.type);
    if (!type || node.mode !== 'active') continue;
    problems.push(
      ...(await nodeProblems(dependencies, type, node.params, options.capped ?? false)).map((problem) => ({
        ...problem,
        node: node.id,
      })),
    );
  }
  return problems;
}

/** The nodes that a run to `target` executes, with the wires between them. */
export function partUpTo(flow: Flow, target: string): Flow {
  const ids = upstreamOf(flow, [target]);
  return {
    ...flow,
    nodes: flow.nodes.filter((node) => ids.has(node.id)),
    wires: flow.wires.filter((wire) => ids.has(wire.from.node) && ids.has(wire.to.node)),
  };
}

async function nodeProblems(
  dependencies: Pick<RunDependencies, 'captioners'>,
  type: NodeType,
  raw: JsonObject,
  capped: boolean,
): Promise<Omit<Problem, 'node'>[]> {
  const parsed = type.params.safeParse(raw);
  if (!parsed.success) {
    return parsed.error.issues.map((issue) => ({
      code: 'PARAMETER_INVALID',
      severity: 'error',
      param: String(issue.path[0] ?? ''),
      message: `"${issue.path.join('.')}" is not valid: ${issue.message}.`,
      remedy: 'Change it, or restore its default.',
    }));
  }
  const problems: Omit<Problem, 'node'>[] = (type.check?.(parsed.data) ?? []).map((problem) => ({
    code: 'PARAMETER_INVALID',
    severity: problem.severity ?? 'error',
    param: problem.param,
    message: problem.message,
    remedy: problem.remedy,
  }));
  if (type.shape === 'batch') {
    const ref = type.captioner(parsed.data);
    if (ref === undefined) {
      problems.push({
        code: 'CAPTIONER_MISSING',
        severity: 'error',
        message: 'No captioner is chosen.',
        remedy: 'Choose a local server, a model to download, or an endpoint.',
        fix: 'choose-captioner',
      });
    } else {
      problems.push(...(await dependencies.captioners.check(ref, capped)));
    }
  }
  return problems;
}
