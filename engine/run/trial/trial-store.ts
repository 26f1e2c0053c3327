import { UnexpectedError } from '../../../core/errors.ts';
import type { CaptionId, NodeId, SampleId } from '../../../core/ids.ts';
import type { CaptionFacet, Sample } from '../../../core/sample.ts';
import type { RunStore } from '../../store/run-store.ts';
import type { TrialMemory } from './trial-memory.ts';

interface Member {
  readonly node: NodeId;
  readonly sample: Sample;
  readonly input: string;
  readonly digest: string;
}

/**
 * A project's store as a trial of one picture sees it: all that is known is there, and nothing that the trial does is written, neither runs nor counts nor exceptions.
 * Only what `keeps` names, the replies that were paid for, goes into the project, by key like any other result.
 */
export function trialStore(store: RunStore, memory: TrialMemory, keeps: (node: NodeId) => boolean): RunStore {
  const members: Member[] = [];
  const broughtIn = new Map<string, CaptionFacet>();
  const of = (node: NodeId) => members.filter((member) => member.node === node);

  function facetOf(id: CaptionId, reviewSequence: number): CaptionFacet {
    const tried = memory.caption(id)?.facet;
    return tried ?? (store.captionFacets([id], reviewSequence)[0] as CaptionFacet);
  }

  return {
    ...store,
    beginRun: notInTrials,
    saveProgress: nothing,
    endRun: nothing,
    onStall: () => nothing,
    stalled: () => undefined,
    retryCommit: nothing,
    abandonCommit: nothing,
    committed: async () => undefined,
    noteModel: nothing,
    findResults: (keys) => {
      const stored = store.findResults(keys);
      return keys.map((key, index) => stored[index] ?? memory.result(key));
    },
    saveResult: (key, node, verdict) => {
      if (verdict.kind !== 'failed' && keeps(node)) store.saveResult(key, node, verdict);
      else memory.saveResult(key, verdict);
    },
    addCaption: (caption) => {
      if (caption.caption.origin === 'generated' && keeps(caption.node))
        return store.addCaption({ ...caption, run: undefined });
      const id = memory.addCaption(caption.caption);
      if (caption.key !== undefined)
        broughtIn.set(`${caption.sample.facets.image.hash} ${caption.key}`, facetOf(id, 0));
      return id;
    },
    captionFacets: (ids, reviewSequence) => ids.map((id) => facetOf(id, reviewSequence)),
    findBroughtIn: (image, key, reviewSequence) =>
      store.findBroughtIn(image, key, reviewSequence) ?? broughtIn.get(`${image} ${key}`),
    dropCarried: nothing,
    addCrash: () => 1,
    forgetCrashes: nothing,
    forgetFileProblems: nothing,
    saveException: nothing,
    savePeek: nothing,
    seen: { unchanged: () => undefined, marks: store.seen.marks, save: nothing },
    addMember: (_run, node, input, sample, digest) => members.push({ node, sample, input, digest }),
    memberCount: (_run, node) => of(node).length,
    members: (_run, node) => of(node),
    memberDigests: (_run, node) =>
      of(node).map(({ sample: { ordinal, facets }, digest }) => ({
        ordinal,
        image: facets.image.hash,
        digest,
      })),
    membersOfRoot: (_run, node, root: SampleId) => of(node).filter(({ sample }) => sample.root === root),
    dropMembers: nothing,
    findArtifact: notInTrials,
    saveArtifact: notInTrials,
    saveJob: notInTrials,
  };
}

function nothing(): void {
  // A trial leaves no trace.
}

/** Collectors and jobs are no part of a trial [RUN12]. */
function notInTrials(): never {
  throw new UnexpectedError('UNEXPECTED', 'A trial of one picture was about to write into the project.');
}
