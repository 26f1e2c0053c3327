import type { CaptionerRef } from '../../core/captioner.ts';
import type { NodeType } from '../../core/define-node.ts';
import type { Flow } from '../../core/flow.ts';
import { upstreamOf } from '../../core/flow-graph.ts';
import type { JsonObject } from '../../core/json.ts';
import type { NodeDescriptor } from '../../core/node-descriptor.ts';
import type { Problem } from '../../core/problem.ts';
import { validateGraph } from '../../core/validate-flow.ts';
import type { RunDependencies } from './active-run.ts';

/** What a check looks at. */
export type CheckDependencies = Pick<RunDependencies, 'library' | 'captioners' | 'pathExists' | 'training'>;

type NodeProblem = Omit<Problem, 'node'>;

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
  const outside = lookOutside(dependencies, options.capped ?? false);
  const found = await Promise.all(
    part.nodes.map(async (node) => {
      const type = dependencies.library.types.get(node.type);
      if (!type || node.mode !== 'active') return [];
      const problems = await nodeProblems(
        dependencies,
        outside,
        type,
        node.params,
        wiredInputs(part, node.id),
      );
      return problems.map((problem): Problem => ({ ...problem, node: node.id }));
    }),
  );
  return [...validateGraph(part, dependencies.library.catalog), ...found.flat()];
}

/** Names of a node's inputs that something is wired to. */
function wiredInputs(flow: Flow, node: string): ReadonlySet<string> {
  return new Set(flow.wires.filter((wire) => wire.to.node === node).map((wire) => wire.to.port));
}

/** Inputs that take a model. */
export function modelInputs({ inputs }: NodeType): readonly string[] {
  return Object.keys(inputs).filter((port) => inputs[port]?.type === 'model');
}

/** Looks at what lies outside the flow: each path and each captioner once for all nodes that name it. */
interface Outside {
  readonly pathExists: (path: string) => Promise<boolean>;
  readonly captioner: (ref: CaptionerRef) => Promise<readonly NodeProblem[]>;
}

function lookOutside({ pathExists, captioners }: CheckDependencies, capped: boolean): Outside {
  const paths = new Map<string, Promise<boolean>>();
  const refs = new Map<string, Promise<readonly NodeProblem[]>>();
  return {
    pathExists: (path) => once(paths, path, () => pathExists(path)),
    captioner: (ref) => once(refs, JSON.stringify(ref), () => captioners.check(ref, capped)),
  };
}

function once<T>(known: Map<string, Promise<T>>, key: string, look: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? look();
  known.set(key, found);
  return found;
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
  outside: Outside,
  type: NodeType,
  raw: JsonObject,
  wired: ReadonlySet<string>,
): Promise<readonly NodeProblem[]> {
  const { data, problems } = checkParams(type, raw);
  if (data === undefined) return problems;
  const descriptor = dependencies.library.catalog.get(type.type);
  if (type.shape === 'source' || type.shape === 'job') {
    const needs = type.trainer?.(data, wired);
    const missing = (needs && (await dependencies.training?.check(needs))) ?? [];
    const paths = type.shape === 'source' && descriptor ? await pathProblems(outside, descriptor, data) : [];
    return [...problems, ...missing, ...paths];
  }
  if (type.shape !== 'batch') return problems;
  // A model that the run itself makes cannot be looked at yet.
  if (modelInputs(type).some((port) => wired.has(port))) return problems;
  const ref = type.captioner(data);
  if (ref !== undefined) return [...problems, ...(await outside.captioner(ref))];
  return [
    ...problems,
    {
      code: 'CAPTIONER_MISSING',
      severity: 'error',
      message: 'No captioner is chosen.',
      remedy: 'Choose a local server, a model to download, or an endpoint.',
      fix: 'choose-captioner',
    },
  ];
}

/** What the parameters alone say; without `data` they do not even have their form. */
interface CheckedParams {
  readonly type: NodeType;
  readonly data?: Parameters<NonNullable<NodeType['check']>>[0];
  readonly problems: readonly NodeProblem[];
}

/** Edits keep the parameters of nodes that they do not touch, so that one edit of a large flow has one node to look at. */
const checkedParams = new WeakMap<JsonObject, CheckedParams>();

function checkParams(type: NodeType, raw: JsonObject): CheckedParams {
  const known = checkedParams.get(raw);
  if (known?.type === type) return known;
  const checked = { type, ...parseParams(type, raw) };
  checkedParams.set(raw, checked);
  return checked;
}

function parseParams(type: NodeType, raw: JsonObject): Omit<CheckedParams, 'type'> {
  const parsed = type.params.safeParse(raw);
  if (!parsed.success)
    return {
      problems: parsed.error.issues.map((issue) => ({
        code: 'PARAMETER_INVALID',
        severity: 'error',
        param: String(issue.path[0] ?? ''),
        message: `"${issue.path.join('.')}" is not valid: ${issue.message}.`,
        remedy: 'Change it, or restore its default.',
      })),
    };
  const problems = (type.check?.(parsed.data) ?? []).map(
    (problem): NodeProblem => ({
      code: 'PARAMETER_INVALID',
      severity: problem.severity ?? 'error',
      param: problem.param,
      message: problem.message,
      remedy: problem.remedy,
    }),
  );
  return { data: parsed.data, problems };
}

/** Folders and files that a source reads and that are not there. */
async function pathProblems(
  { pathExists }: Outside,
  { params: schemas }: NodeDescriptor,
  params: Readonly<Record<string, unknown>>,
): Promise<readonly NodeProblem[]> {
  const problems: NodeProblem[] = [];
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
