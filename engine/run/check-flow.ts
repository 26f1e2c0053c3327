import type { NodeType } from '../../core/define-node.ts';
import type { Flow } from '../../core/flow.ts';
import { upstreamOf } from '../../core/flow-graph.ts';
import type { JsonObject } from '../../core/json.ts';
import type { NodeDescriptor } from '../../core/node-descriptor.ts';
import type { Problem } from '../../core/problem.ts';
import { validateGraph } from '../../core/validate-flow.ts';
import type { RunDependencies } from './active-run.ts';

/** What a check looks at. */
export type CheckDependencies = Pick<RunDependencies, 'library' | 'captioners' | 'pathExists'>;

/**
 * All problems that stand against running a flow, or the part of it up to one node [RUN1]: graph, parameters, captioners, paths.
 * Executes nothing. Problems of severity `warning` do not stop a run.
 */
export async function checkFlow(
  dependencies: CheckDependencies,
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
  dependencies: CheckDependencies,
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
  const descriptor = dependencies.library.catalog.get(type.type);
  if (type.shape === 'source' && descriptor)
    problems.push(...(await pathProblems(dependencies, descriptor, parsed.data)));
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

/** Folders and files that a source reads and that are not there. */
async function pathProblems(
  { pathExists }: CheckDependencies,
  { params: schemas }: NodeDescriptor,
  params: Readonly<Record<string, unknown>>,
): Promise<Omit<Problem, 'node'>[]> {
  const problems: Omit<Problem, 'node'>[] = [];
  for (const [param, { widget }] of Object.entries(schemas)) {
    const path = params[param];
    if ((widget !== 'folder' && widget !== 'file') || typeof path !== 'string' || path === '') continue;
    if (await pathExists(path)) continue;
    problems.push({
      code: widget === 'folder' ? 'FOLDER_NOT_FOUND' : 'FILE_NOT_FOUND',
      severity: 'error',
      param,
      message: `There is no ${widget} “${path}”.`,
      remedy: `Choose another ${widget}, or connect the drive that it lies on.`,
      ...(widget === 'folder' && { fix: 'choose-folder' as const }),
    });
  }
  return problems;
}
