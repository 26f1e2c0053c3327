import { compareFlows, compareValues, isSameFlow } from '../../core/compare-flows.ts';
import type { FlowState } from '../../core/contract/flow.ts';
import type { Reproduction, ReproductionNotice } from '../../core/contract/run-history.ts';
import { UserError } from '../../core/errors.ts';
import { type Flow, findNode } from '../../core/flow.ts';
import type { ImageHash, RunId } from '../../core/ids.ts';
import { isJsonObject, type Json } from '../../core/json.ts';
import type { RunOptions } from '../../core/run.ts';
import type { ActiveRun } from '../run/index.ts';
import type { OpenedModel, RunFacts } from '../store/run-facts-table.ts';
import type { ProjectParts } from './project-parts.ts';
import type { ProjectSession } from './project-session.ts';
import { flowOf, noSuchRun } from './run-report.ts';
import { upgradeFlow } from './upgrade-flow.ts';

/** Pictures that are looked at on the disk before a repetition. */
const LOOKED_AT = 2000;
const LOOKS_AT_ONCE = 32;

/** What repeating a run would do, and what it cannot or may not give again. Runs and sends nothing. Throws NOT_FOUND. */
export async function planReproduction(
  project: ProjectSession,
  run: RunId,
  signal: AbortSignal,
): Promise<Reproduction> {
  const { parts } = project;
  const { facts, flow, revision } = originOf(parts, run);
  if (flow === undefined)
    return {
      run,
      changesFlow: false,
      notices: [
        {
          about: 'flow',
          severity: 'error',
          message: `Revision ${revision} of the flow cannot be read any more.`,
        },
      ],
    };
  const upgraded = upgradeFlow(flow, parts.library.types);
  return {
    run,
    changesFlow: !isSameFlow(compareFlows(parts.store.flow.flow(), upgraded)),
    notices: [
      ...flowNotices(flow, upgraded, parts),
      ...runNotices(parts, run),
      ...(await modelNotices(parts, upgraded, facts, signal)),
      ...versionNotices(facts, parts),
      ...captionNotices(facts, parts),
      ...(await imageNotices(parts, facts)),
    ],
  };
}

/** Makes the flow of a run the present one, as one edit that can be undone. Throws NOT_FOUND. */
export async function restoreFlow(project: ProjectSession, run: RunId): Promise<FlowState> {
  const { flow, revision } = originOf(project.parts, run);
  if (flow === undefined)
    throw new UserError(
      'NOT_FOUND',
      `The flow of run ${run} (revision ${revision}) cannot be read any more.`,
      {
        remedy: 'Choose another run.',
      },
    );
  const upgraded = upgradeFlow(flow, project.parts.library.types);
  const present = project.store.flow.flow();
  if (isSameFlow(compareFlows(present, upgraded))) return project.flowState();
  project.edit([{ kind: 'replace', flow: upgraded }], `Restore the flow of run ${run}`);
  return project.flowState();
}

/** Sets the flow back where it differs, and starts a run with the same options and the same edits of captions. Throws what `startRun` throws. */
export async function reproduceRun(project: ProjectSession, run: RunId): Promise<ActiveRun> {
  const { facts } = originOf(project.parts, run);
  await restoreFlow(project, run);
  return project.startRun(repeatedOptions(facts.options, run));
}

/** The same part of the flow on the same samples. The cap is the project's own: it is on all that was ever spent, and that has grown since. */
export function repeatedOptions(options: RunOptions, run: RunId): RunOptions {
  const { capUsd: _, reproduces: __, ...same } = options;
  return { ...same, reproduces: run };
}

function originOf({ store }: ProjectParts, run: RunId) {
  const facts = store.runFacts.facts(run);
  const progress = store.runs.progress(run);
  if (facts === undefined || progress === undefined) throw noSuchRun(run);
  return { facts, flow: flowOf(store, progress.flowRevision), revision: progress.flowRevision };
}

function flowNotices(old: Flow, upgraded: Flow, { library }: ProjectParts): readonly ReproductionNotice[] {
  const notices: ReproductionNotice[] = [];
  for (const node of upgraded.nodes) {
    const before = findNode(old, node.id);
    const type = library.catalog.get(node.type);
    const title = node.title || type?.title || node.id;
    if (type === undefined)
      notices.push({
        about: 'flow',
        severity: 'error',
        message: `“${title}” is of the type ${node.type}, which this version does not have.`,
      });
    else if (before !== undefined && before.version !== node.version)
      notices.push({
        about: 'flow',
        severity: 'warning',
        message: `“${title}” ran as version ${before.version} and is version ${node.version} now; it may judge or write differently.`,
      });
  }
  return notices;
}

const UNFINISHED: ReadonlySet<string> = new Set(['stopped', 'interrupted', 'failed', 'paused']);

function runNotices({ store }: ProjectParts, run: RunId): readonly ReproductionNotice[] {
  const state = store.runs.progress(run)?.state ?? 'done';
  if (!UNFINISHED.has(state)) return [];
  return [
    {
      about: 'samples',
      severity: 'info',
      message: `Run ${run} did not reach its end (${state}); the repetition goes on to the end.`,
    },
  ];
}

async function modelNotices(
  parts: ProjectParts,
  flow: Flow,
  { models }: RunFacts,
  signal: AbortSignal,
): Promise<readonly ReproductionNotice[]> {
  const notices: ReproductionNotice[] = [];
  for (const model of models) {
    const now = await presentIdentity(parts, flow, model.node, signal);
    notices.push(...modelNotice(model, now, titleAt(parts, flow, model.node)));
  }
  return notices;
}

/** What is to be said of one model; nothing where it is the same and runs here. */
function modelNotice(
  { title, identity }: OpenedModel,
  now: Json | undefined,
  place: string,
): readonly ReproductionNotice[] {
  const hosted = isJsonObject(identity) && identity.provider === 'endpoint';
  const say = (severity: 'info' | 'warning', message: string): readonly ReproductionNotice[] => [
    { about: 'models', severity, message },
  ];
  if (now === undefined && !hosted)
    return say(
      'warning',
      `The model “${title}” at “${place}” is not here any more; only recorded captions can be used.`,
    );
  const changes = isJsonObject(identity) && isJsonObject(now) ? compareValues(identity, now) : [];
  if (changes.length > 0)
    return say(
      'warning',
      `The model “${title}” at “${place}” is another now (${changes.map(({ name }) => name).join(', ')}); its captions are written anew, and may differ.`,
    );
  if (!hosted) return [];
  return say(
    'info',
    `Replies of “${title}” at “${place}” are taken from what is recorded. Where one is missing the endpoint is asked again, and may answer differently.`,
  );
}

function titleAt({ library }: ProjectParts, flow: Flow, id: string): string {
  const node = findNode(flow, id);
  return (node && (node.title || library.catalog.get(node.type)?.title)) || id;
}

/** The identity of the model that the node would open now; undefined where it cannot be opened. Nothing is sent or started before a first request. */
async function presentIdentity(
  { library, captioners, images }: ProjectParts,
  flow: Flow,
  id: string,
  signal: AbortSignal,
): Promise<Json | undefined> {
  const node = findNode(flow, id);
  const type = node && library.types.get(node.type);
  if (!node || type?.shape !== 'batch') return undefined;
  try {
    const ref = type.captioner(type.params.parse(node.params));
    if (ref === undefined) return undefined;
    const nothing = { settle: () => undefined };
    const opened = await captioners.open(
      ref,
      { capped: false, reserve: async () => nothing },
      images,
      signal,
    );
    await opened.close();
    return opened.identity;
  } catch {
    // Why it cannot be opened is said by the check before the run.
    return undefined;
  }
}

/** What results of local models, pictures and keys may depend on. */
const VERSIONS = [
  'app',
  'onnxruntime',
  'transformers',
  'sharp',
  'platform',
  'architecture',
  'cpu',
  'gpu',
] as const;

function versionNotices({ environment }: RunFacts, parts: ProjectParts): readonly ReproductionNotice[] {
  if (environment === undefined)
    return [
      { about: 'versions', severity: 'info', message: 'Versions and hardware of that run were not noted.' },
    ];
  return VERSIONS.flatMap((name): ReproductionNotice[] => {
    const [before, now] = [environment[name], parts.environment[name]];
    if (before === now) return [];
    const message = `${name}: it was ${before ?? 'none'}, and is ${now ?? 'none'} now; local captions may differ.`;
    return [{ about: 'versions', severity: 'warning', message }];
  });
}

function captionNotices({ variations }: RunFacts, { store }: ProjectParts): readonly ReproductionNotice[] {
  const again = store.runFacts.variations() - (variations ?? store.runFacts.variations());
  if (again <= 0) return [];
  return [
    {
      about: 'captions',
      severity: 'warning',
      message: `${count(again, 'caption was', 'captions were')} asked for again since; the newer ones stand in their place.`,
    },
  ];
}

/** Pictures of the run's datasets that are gone or have other bytes now. */
async function imageNotices(
  { store, images }: ProjectParts,
  { artifacts }: RunFacts,
): Promise<readonly ReproductionNotice[]> {
  const hashes = new Set<ImageHash>();
  let all = 0;
  for (const { kind, digest, count: records } of artifacts) {
    const id = kind === 'dataset' ? store.runUsage.artifactOf(digest, records) : undefined;
    if (id === undefined) continue;
    all += records;
    for (const { images: pictures } of store.artifacts.page(id, 0, LOOKED_AT))
      for (const { hash } of pictures) hashes.add(hash);
  }
  const looked = [...hashes].slice(0, LOOKED_AT);
  let gone = 0;
  for (let from = 0; from < looked.length; from += LOOKS_AT_ONCE) {
    const found = await Promise.allSettled(
      looked.slice(from, from + LOOKS_AT_ONCE).map((hash) => images.locate(hash)),
    );
    gone += found.filter(({ status }) => status === 'rejected').length;
  }
  const notices: ReproductionNotice[] = [];
  if (gone > 0)
    notices.push({
      about: 'images',
      severity: 'warning',
      message: `${count(gone, 'picture of that run is', 'pictures of that run are')} gone or changed on the disk.`,
    });
  if (all > LOOKED_AT)
    notices.push({
      about: 'images',
      severity: 'info',
      message: `The first ${LOOKED_AT.toLocaleString('en-US')} of ${all.toLocaleString('en-US')} pictures were looked at.`,
    });
  return notices;
}

function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`;
}
