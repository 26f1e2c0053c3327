import type { CaptionFacet } from '../../core/sample.ts';
import type { TriedFlag, TriedNode } from '../../core/side-by-side.ts';
import type { NodeLibrary } from '../run/index.ts';
import { fullParams } from './board-flow.ts';

/** The filters that a flow made of a column has, in their order. Tags and short captions are meant to pass. */
export const FOLLOWING_FILTERS: readonly TriedNode[] = [
  { type: 'filters.refusal', version: 1, params: {} },
  { type: 'filters.length', version: 1, params: { minimum: 8 } },
];

/** Why a flow made of the column would not keep a caption: the judgement of its captioner node and of its filters. */
export function judgeCaption(
  library: NodeLibrary,
  captioner: TriedNode,
  caption: CaptionFacet,
): readonly TriedFlag[] {
  const type = library.types.get(captioner.type);
  const refused = type?.shape === 'batch' && type.accept?.(caption, fullParams(library, captioner));
  if (refused) return [refused];
  for (const filter of FOLLOWING_FILTERS) {
    const filterType = library.types.get(filter.type);
    if (filterType?.shape !== 'each') continue;
    // A filter sees the caption alone; it neither waits nor draws.
    const view = { caption } as Parameters<typeof filterType.run>[0];
    const context = { seed: 0, signal: new AbortController().signal, log: () => undefined };
    const verdict = filterType.run(view, fullParams(library, filter), context);
    const first = 'kind' in verdict ? verdict : verdict[0];
    if (first?.kind === 'rejected') {
      const { reason, detail } = first;
      return [{ reason, ...(detail !== undefined && { detail }) }];
    }
  }
  return [];
}
