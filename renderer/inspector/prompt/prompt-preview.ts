import { useQuery } from '@tanstack/react-query';
import { create } from 'zustand';
import type { PromptPreview, RenderedPrompt } from '../../../core/contract/flow.ts';
import { api } from '../../rpc/queries.ts';
import { usePinnedSample } from '../../seeing/pinned-sample.ts';
import type { LintHint } from './prompt-extensions.ts';

/** Which of the preview's images is shown; the same in every prompt node, so that one picture can be followed through a flow. */
export const usePreviewPlace = create<{ readonly at: number }>(() => ({ at: 0 }));

/**
 * What the engine says of a node's prompt, on the pinned sample or else on known images: as sent, hints, coverage. Asked again when
 * the flow has changed.
 */
export function usePromptPreview(node: string | undefined): PromptPreview | undefined {
  const pinned = usePinnedSample()?.image;
  return useQuery({
    ...api.flow.previewPrompt.queryOptions({
      input: { node: node ?? '', ...(pinned !== undefined && { images: [pinned] }) },
    }),
    enabled: node !== undefined,
    placeholderData: (before) => before,
  }).data;
}

/** The image of a preview that is shown, and its place among the others. */
export function useShownPrompt(preview: PromptPreview | undefined): {
  readonly at: number;
  readonly count: number;
  readonly shown: RenderedPrompt | undefined;
} {
  const place = usePreviewPlace((state) => state.at);
  const count = preview?.rendered.length ?? 0;
  const at = count === 0 ? 0 : place % count;
  return { at, count, shown: preview?.rendered[at] };
}

/** The hints on one parameter's text; a source part is called `parts.<id>`. */
export function hintsOf(preview: PromptPreview | undefined, param: string): readonly LintHint[] {
  return (preview?.hints ?? []).filter((hint) => hint.param === param);
}
