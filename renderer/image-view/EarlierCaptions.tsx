import { ChevronDown, ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import type { CaptionProvenance } from '../../core/contract/image.ts';
import { CaptionMark } from '../light-table/ImageCard.tsx';
import { Button } from '../parts/Button.tsx';
import { useProject } from '../rpc/project-state.ts';
import { GALLERY_TEXTS } from '../texts/gallery.ts';
import { saveCaption } from './caption-actions.ts';
import { When } from './Facts.tsx';

const TEXTS = GALLERY_TEXTS.image;

/** What nodes wrote about an image before they captioned it again. An edit among them is not carried over unasked [RUN16]. */
export function EarlierCaptions({
  earlier,
  present,
}: {
  readonly earlier: readonly CaptionProvenance[];
  readonly present: readonly CaptionProvenance[];
}) {
  const edited = earlier.filter((caption) => caption.edited).length;
  // What a person wrote is not hidden behind a press.
  const [pressed, setPressed] = useState<boolean>();
  const open = pressed ?? edited > 0;
  const readOnly = useProject((state) => state.project?.readOnly ?? false);
  const id = useId();
  if (earlier.length === 0) return null;
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <section aria-labelledby={id} className="p-4">
      <h2>
        <button
          type="button"
          id={id}
          aria-expanded={open}
          onClick={() => setPressed(!open)}
          className="flex h-6 items-center gap-1 rounded-4 font-semibold text-12 text-tx-2 hover:text-tx-1"
        >
          <Chevron size={14} strokeWidth={1.75} aria-hidden />
          {TEXTS.earlier(earlier.length, edited)}
        </button>
      </h2>
      {open && (
        <ol className="mt-2 flex flex-col gap-4">
          {earlier.map((caption) => {
            const successor = present.find(({ node }) => node === caption.node);
            return (
              <li key={caption.id}>
                <p className="flex items-center gap-2 text-11 text-tx-3">
                  <span className="min-w-0 truncate">{caption.source}</span>
                  <CaptionMark caption={caption} />
                  <span className="ml-auto shrink-0">
                    <When at={caption.createdAt} />
                  </span>
                </p>
                <p className="mt-1 whitespace-pre-wrap text-12 text-tx-2 break-words">{caption.text}</p>
                {successor && !readOnly && successor.text !== caption.text && (
                  <Button
                    size="small"
                    className="mt-1"
                    aria-label={TEXTS.takeThis(caption.text.slice(0, 60))}
                    onClick={() => void saveCaption(successor, caption.text)}
                  >
                    {TEXTS.take}
                  </Button>
                )}
              </li>
            );
          })}
        </ol>
      )}
    </section>
  );
}
