import { History } from 'lucide-react';
import type { CaptionProvenance } from '../../core/contract/image.ts';
import { Button } from '../parts/Button.tsx';
import { GALLERY_TEXTS } from '../texts/gallery.ts';
import { restoreCaption } from './caption-actions.ts';
import { Section, When } from './Facts.tsx';

const TEXTS = GALLERY_TEXTS.image;

/** Earlier texts of a caption with their authors, newest first; each can be brought back. */
export function HistoryList({ caption }: { readonly caption: CaptionProvenance }) {
  if (caption.history.length === 0) return null;
  return (
    <Section title={TEXTS.history}>
      <ol className="flex flex-col gap-3">
        {caption.history.map((entry) => (
          <li key={entry.id} className="flex gap-2">
            <History size={14} strokeWidth={1.75} className="mt-0.5 shrink-0 text-tx-3" aria-hidden />
            <div className="min-w-0 flex-1">
              <p className="flex items-center justify-between gap-2 text-11 text-tx-3">
                <span className="min-w-0 truncate">{originText(entry)}</span>
                <When at={entry.createdAt} />
              </p>
              <p className="line-clamp-4 text-12 text-tx-2 break-words" title={entry.text}>
                {entry.text}
              </p>
              <Button
                size="small"
                className="mt-1"
                aria-label={TEXTS.restoreThis(entry.text.slice(0, 60))}
                onClick={() => void restoreCaption(entry.id)}
              >
                {TEXTS.restore}
              </Button>
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
}

function originText({ origin, model }: CaptionProvenance['history'][number]): string {
  if (origin === 'edit') return TEXTS.origins.edit;
  const words = origin === 'generated' || origin === 'existing' ? TEXTS.origins[origin] : origin;
  return `${words} · ${model}`;
}
