import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Artifact } from '../../../core/artifact.ts';
import type { NodeTypeOf } from '../../../core/define-node.ts';
import { UnexpectedError, UserError } from '../../../core/errors.ts';
import type { ResultKey } from '../../store/run-store.ts';
import type { TrainingRun } from '../../training/train-job.ts';
import { stageKeyOf } from '../key.ts';
import { requireMadeModel } from '../made-model.ts';
import type { Stage } from '../stage.ts';

/** Runs a job on the artifacts that its producers have made, or recognises that its result is there already and unchanged. */
export async function runJob(stage: Stage, type: NodeTypeOf<'job'>): Promise<void> {
  const { meter, id, store } = stage;
  stage.waitForUpstream();
  await stage.inbox.take(1);
  await stage.scope.control.gate();
  const artifacts = await artifactsOf(stage);
  const count = Object.values(artifacts)
    .flat()
    .reduce((sum, artifact) => sum + artifact.count, 0);
  meter.arrived(count);
  stage.begin();
  const digests = Object.entries(artifacts).map(([port, list]) => [
    port,
    list.map((artifact) => artifact.digest),
  ]);
  // What makes an artifact makes the same wherever it stands; what writes files writes its own.
  const makesArtifact = Object.keys(type.outputs).length > 0;
  const folders = await folderDigests(stage, type);
  const given = {
    ...(!makesArtifact && { node: id }),
    digests: digests as never,
    ...(folders.length > 0 && { folders }),
  };
  const key = stageKeyOf(stage.planned, given);
  const training = stageKeyOf(stage.planned, given, type.afterwards);
  const reused = await reuse(stage, key);
  if (!reused) await execute(stage, type, { key, training }, artifacts);
  meter.settled('kept', count, reused ? count : 0);
  await store.committed();
}

async function artifactsOf(stage: Stage): Promise<Readonly<Record<string, readonly Artifact[]>>> {
  const artifacts: Record<string, Artifact[]> = {};
  for (const { from, port } of stage.planned.inputs) {
    const producer = stage.producers.find((one) => one.id === from.node);
    if (!producer?.artifact) {
      throw new UserError('UPSTREAM_FAILED', `"${from.node}" did not make what this node needs.`, {
        remedy: 'Repair it and run again.',
      });
    }
    artifacts[port] = [...(artifacts[port] ?? []), producer.artifact];
  }
  for (const { from, port } of stage.planned.made)
    artifacts[port] = [...(artifacts[port] ?? []), await requireMadeModel(stage, from.node)];
  return artifacts;
}

/** Of the folders that the node's parameters name and its result depends on, by what is in them. */
async function folderDigests(stage: Stage, type: NodeTypeOf<'job'>): Promise<readonly string[]> {
  const { inputs, made } = stage.planned;
  const wired = new Set([...inputs, ...made].map(({ port }) => port));
  const paths = type.folders?.(stage.planned.params, wired) ?? [];
  return Promise.all(paths.map((path) => requireTraining(stage).folderDigest(path)));
}

function requireTraining({ scope }: Stage) {
  const { training } = scope.dependencies;
  if (training) return training;
  throw new UnexpectedError('UNEXPECTED', 'A run that has to train was started without a trainer.');
}

function requireStudies({ scope }: Stage) {
  const { studies } = scope.dependencies;
  if (studies) return studies;
  throw new UnexpectedError('UNEXPECTED', 'A run that has to train was started without a trainer.');
}

async function reuse(stage: Stage, key: ResultKey): Promise<boolean> {
  const known = await stage.store.findArtifact(key, stage.scope.start.id);
  const { training } = stage.scope.dependencies;
  if (known && (await (training?.holds(known) ?? true))) {
    stage.artifact = known;
    return true;
  }
  const job = stage.store.findJob(key);
  if (!job) return false;
  const files = Object.entries(job.files);
  if (files.length === 0) return false;
  for (const [path, digest] of files) if ((await fileDigest(path)) !== digest) return false;
  return true;
}

async function execute(
  stage: Stage,
  type: NodeTypeOf<'job'>,
  /** Of the result, and of the training that it is made from. */
  { key, training }: { readonly key: ResultKey; readonly training: ResultKey },
  artifacts: Readonly<Record<string, readonly Artifact[]>>,
): Promise<void> {
  const { dependencies, control, start } = stage.scope;
  const run: TrainingRun = {
    node: stage.id,
    run: start.id,
    signal: control.signal,
    isPaused: () => control.state === 'paused',
    gate: () => control.gate(),
    records: (dataset) => dependencies.records(dataset),
    note: (text, secondsLeft) => {
      stage.meter.note = () => text;
      stage.meter.secondsLeft = secondsLeft;
    },
    log: (level, text) => dependencies.log(level, stage.id, text),
  };
  const result = await type.run(artifacts, stage.planned.params, {
    signal: control.signal,
    output: dependencies.output,
    records: (dataset) => dependencies.records(dataset),
    frozen: dependencies.frozen,
    progress: (done, total) => {
      stage.meter.note = () => `${done} of ${total}`;
    },
    log: (level, message) => dependencies.log(level, stage.id, message),
    train: (request) => requireTraining(stage).train(training, request, run),
    study: {
      sweep: (request) => requireStudies(stage).sweep(key, request, run),
      newModel: (request) => requireStudies(stage).newModel(request, run),
      scoreScenes: (captions) => requireStudies(stage).score(captions, run.signal),
    },
  });
  stage.meter.secondsLeft = undefined;
  stage.meter.note = () => result.summary;
  dependencies.log('info', stage.id, result.summary);
  // What is only partly done has a key that no other run comes to.
  const saved = result.isPartial ? stageKeyOf(stage.planned, { partial: start.id, key }) : key;
  if (result.artifact)
    stage.artifact = await stage.store.saveArtifact(saved, stage.id, start.id, result.artifact);
  const files: Record<string, string> = {};
  for (const path of result.files ?? []) {
    const digest = await fileDigest(path);
    if (digest !== undefined) files[path] = digest;
  }
  stage.store.saveJob(saved, stage.id, result.summary, files);
}

/** SHA-256 in hex; undefined where the file is gone or cannot be read. */
async function fileDigest(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex');
  } catch {
    // A file that is gone or unreadable is simply not the one that we wrote: the job runs again and reports what it finds.
    return undefined;
  }
}
