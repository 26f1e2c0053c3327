import { ChevronLeft, ChevronRight, Pin } from 'lucide-react';
import { openImage } from '../../app/screen.ts';
import { baseName } from '../../format.ts';
import { native } from '../../native/native-abilities.ts';
import { Chip } from '../../parts/Chip.tsx';
import { IconButton } from '../../parts/IconButton.tsx';
import { usePinnedSample } from '../../seeing/pinned-sample.ts';
import { TEXTS } from '../../texts.ts';
import { usePreviewPlace, usePromptPreview, useShownPrompt } from './prompt-preview.ts';

/** The prompt on a real image: never a prompt without its picture. */
export function PreviewSection({ node }: { readonly node: string }) {
  const { at, count, shown } = useShownPrompt(usePromptPreview(node));
  const pinned = usePinnedSample()?.image;
  const onAt = (next: number) => usePreviewPlace.setState({ at: next });
  return (
    <section aria-label={TEXTS.prompt.preview} className="border-line border-t py-3">
      <div className="mb-2 flex h-6 items-center gap-2">
        <h3 className="font-semibold text-12">{TEXTS.prompt.preview}</h3>
        {shown && (
          <span className="mono min-w-0 flex-1 truncate text-tx-3" title={shown.path}>
            {baseName(shown.path)}
          </span>
        )}
        {pinned !== undefined && pinned === shown?.image && <Chip icon={Pin}>{TEXTS.prompt.pinned}</Chip>}
        {count > 1 && (
          <span className="ml-auto flex">
            <IconButton
              icon={ChevronLeft}
              size={24}
              label={TEXTS.prompt.previous}
              onClick={() => onAt((at + count - 1) % count)}
            />
            <IconButton
              icon={ChevronRight}
              size={24}
              label={TEXTS.prompt.next}
              onClick={() => onAt((at + 1) % count)}
            />
          </span>
        )}
      </div>
      {shown ? (
        <div className="flex gap-3">
          <button
            type="button"
            aria-label={TEXTS.inspector.open}
            onClick={() => openImage(shown.image)}
            className="flex h-26 w-36 shrink-0 items-center justify-center overflow-hidden rounded-4 bg-mat"
          >
            <img
              src={native().thumbUrl(shown.image)}
              alt={baseName(shown.path)}
              className="max-h-full max-w-full object-contain"
            />
          </button>
          <div className="min-w-0 flex-1">
            <p className="line-clamp-5 break-words text-12 text-tx-1">{shown.text}</p>
            {shown.question !== '' && (
              <p className="mt-1 line-clamp-3 text-11 text-tx-3">
                {TEXTS.prompt.question}: {shown.question}
              </p>
            )}
          </div>
        </div>
      ) : (
        <p className="text-11 text-tx-3">{TEXTS.prompt.noImages}</p>
      )}
    </section>
  );
}
