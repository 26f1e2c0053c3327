import type { CaptionProvenance } from '../../core/contract/image.ts';
import type { NodeId, RunId } from '../../core/ids.ts';
import type { Sample } from '../../core/sample.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { ResultKey } from '../store/run-store.ts';

/** A reply of the board about one of its pictures. */
export interface Reply {
  readonly sample: Sample;
  readonly caption: CaptionProvenance;
}

/**
 * Copies replies into a project, as results of a node that asks the same: its first run finds them by their keys, and pays for none of
 * them twice [RUN4]. What the project knows already stays. Gives how many the node will find.
 */
export async function carryReplies(
  from: ProjectStore,
  to: ProjectStore,
  node: NodeId,
  replies: readonly Reply[],
): Promise<number> {
  let found = 0;
  for (const { sample, caption } of replies) {
    const key = caption.key as ResultKey | undefined;
    if (key === undefined) continue;
    found += 1;
    const [known] = to.findResults([key]);
    if (known !== undefined && known.kind !== 'failed') continue;
    const prompt = { text: caption.prompt ?? '', question: caption.question ?? '', part: '' };
    const id = to.addCaption({
      caption: newCaption(caption),
      sample: { ...sample, facets: { ...sample.facets, prompt } },
      prompt,
      node,
      run: undefined,
      identity: identityOf(from, caption),
      key,
    });
    const patch = sample.facets.prompt === undefined ? { prompt } : {};
    to.saveResult(key, node, { kind: 'kept', caption: id, patch });
  }
  await to.committed();
  return found;
}

function newCaption(caption: CaptionProvenance) {
  const { text, model, finishReason, seed, sampling, costUsd, latencyMs, attempts } = caption;
  const { promptTokens, completionTokens } = caption;
  return {
    text,
    model,
    origin: 'generated' as const,
    finishReason,
    ...(seed !== undefined && { seed }),
    ...(sampling !== undefined && { sampling }),
    ...(costUsd !== undefined && { costUsd }),
    ...(latencyMs !== undefined && { latencyMs }),
    ...(attempts !== undefined && { attempts }),
    ...(promptTokens !== undefined &&
      completionTokens !== undefined && { usage: { promptTokens, completionTokens } }),
  };
}

/** The model as the board's run had opened it. */
function identityOf(store: ProjectStore, { run, node }: CaptionProvenance): string {
  const models = run === undefined ? [] : (store.runFacts.facts(run as RunId)?.models ?? []);
  return JSON.stringify(models.find((model) => model.node === node)?.identity ?? {});
}
